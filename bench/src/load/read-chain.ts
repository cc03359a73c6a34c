import { type Hex, toHex } from 'viem';
import { post } from './client.ts';
import type { Scene } from './scene.ts';
import type { Receipt } from './wallet.ts';

export interface ChainTransaction {
  hash: Hex;
  from: Hex;
  to: Hex | null;
  value: Hex;
}

export interface ChainBlock {
  number: Hex;
  hash: Hex;
  parentHash: Hex;
  miner: Hex;
  baseFeePerGas: Hex;
  transactions: ChainTransaction[];
}

export interface ChainReceipt extends Receipt {
  logs: { blockNumber: Hex; logIndex: Hex; transactionHash: Hex }[];
}

const blocksAtOnce = 100;

/** Every block after genesis with its receipts, in order. */
export async function* readChain({ node, key, http }: Scene): AsyncGenerator<[ChainBlock, ChainReceipt[]]> {
  const head = Number(await http.call<Hex>('eth_blockNumber'));
  for (let first = 1; first <= head; first += blocksAtOnce) {
    const count = Math.min(blocksAtOnce, head - first + 1);
    const requests = Array.from({ length: count }, (_, i) => {
      const number = toHex(first + i);
      return [
        { jsonrpc: '2.0', id: 2 * i, method: 'eth_getBlockByNumber', params: [number, true] },
        { jsonrpc: '2.0', id: 2 * i + 1, method: 'eth_getBlockReceipts', params: [number] },
      ];
    }).flat();
    const { answer } = await post(node.url, key, JSON.stringify(requests));
    const answers = answer as unknown as { result: unknown }[];
    for (let i = 0; i < count; i++)
      yield [answers[2 * i]?.result as ChainBlock, answers[2 * i + 1]?.result as ChainReceipt[]];
  }
}
