import type { Block } from '@ethereumjs/block';
import { bigIntMax, bigIntMin } from '@ethereumjs/util';
import { feeMethods } from '@evm-ml/rpc';
import { boundsOf } from '../../consensus/driver.ts';
import { effectiveTip } from '../../mempool/mempool.ts';
import { toQuantity } from '../format/hex.ts';
import { type ReadContext, serve, serveReads } from '../method.ts';
import { requireBlock } from '../resolve-block.ts';

/** Tip that gets a transaction in here: blocks are seldom full. */
export const suggestedTip = 1_000_000_000n;

/** The history of no blocks. */
const noHistory = () => ({
  oldestBlock: '0x0',
  baseFeePerGas: [],
  gasUsedRatio: [],
  baseFeePerBlobGas: [],
  blobGasUsedRatio: [],
});

const { eth_gasPrice, eth_baseFee, ...history } = feeMethods;

/** What gas costs in the next block, with what is set for it. */
export const priceHandlers = serve(
  { eth_gasPrice, eth_baseFee },
  {
    eth_gasPrice: ({ driver, chain }) =>
      toQuantity(boundsOf(driver, chain.head).baseFeePerGas + suggestedTip),
    eth_baseFee: ({ driver, chain }) => toQuantity(boundsOf(driver, chain.head).baseFeePerGas),
  },
);

/** What gas cost. */
export const feeHandlers = serveReads(history, {
  eth_maxPriorityFeePerGas: () => toQuantity(suggestedTip),
  eth_blobBaseFee: ({ chain }) => toQuantity(chain.head.header.getBlobGasPrice()),

  eth_feeHistory: async (context, { blocks: count, newest, percentiles: wanted }) => {
    // As go-ethereum: none asked for is none answered, and more than may be is as much as may be.
    if (count === 0n) return noHistory();
    const wantedBlocks = bigIntMin(count, BigInt(context.limits.maxFeeHistory));
    const last = await requireBlock(context.chain, newest === 'pending' ? 'latest' : newest);
    const first = bigIntMax(last.header.number + 1n - wantedBlocks, 0n);
    const blocks: Block[] = [];
    for (let number = first; number <= last.header.number; number++) {
      blocks.push(await requireBlock(context.chain, number));
    }
    return {
      oldestBlock: toQuantity(first),
      baseFeePerGas: [
        ...blocks.map(({ header }) => toQuantity(header.baseFeePerGas ?? 0n)),
        toQuantity(nextBaseFee(last)),
      ],
      gasUsedRatio: blocks.map(({ header }) => Number(header.gasUsed) / Number(header.gasLimit)),
      baseFeePerBlobGas: [...blocks, last].map(({ header }) =>
        toQuantity(header.excessBlobGas === undefined ? 0n : header.getBlobGasPrice()),
      ),
      blobGasUsedRatio: blocks.map(() => 0),
      ...(wanted && { reward: await Promise.all(blocks.map((block) => rewards(context, block, wanted))) }),
    };
  },
});

/** Base fee of the block after this one; 0 before EIP-1559. */
const nextBaseFee = ({ header }: Block): bigint =>
  header.baseFeePerGas === undefined ? 0n : header.calcNextBaseFee();

/** Tips at the wanted percentiles of a block's gas. */
async function rewards({ chain }: ReadContext, block: Block, wanted: readonly number[]): Promise<string[]> {
  const { number, baseFeePerGas = 0n, gasUsed } = block.header;
  const receipts = (await chain.store.readReceipts(number)) ?? [];
  const paid = block.transactions
    .map((tx, index) => ({ tip: effectiveTip(tx, baseFeePerGas), gas: receipts[index]?.gasUsed ?? 0n }))
    .sort((a, b) => (a.tip < b.tip ? -1 : a.tip > b.tip ? 1 : 0));
  let [index, sum] = [0, paid[0]?.gas ?? 0n];
  return wanted.map((percentile) => {
    const threshold = (Number(gasUsed) * percentile) / 100;
    while (Number(sum) < threshold && index < paid.length - 1) sum += paid[++index]!.gas;
    return toQuantity(paid[index]?.tip ?? 0n);
  });
}
