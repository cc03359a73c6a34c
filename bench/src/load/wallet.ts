import type { Hex } from 'viem';
import { keccak256 } from 'viem';
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import type { Client } from './client.ts';

/** A transaction whose receipt came back. */
export interface Acknowledged {
  hash: Hex;
  blockHash: Hex;
}

export interface Receipt {
  status: Hex;
  blockHash: Hex;
  blockNumber: Hex;
  transactionHash: Hex;
  contractAddress: Hex | null;
  gasUsed: Hex;
  effectiveGasPrice: Hex;
}

/** What to send; without `to` a contract is created. */
export interface Message {
  to?: Hex;
  value?: bigint;
  data?: Hex;
  gas: bigint;
}

/** Signs for one account, in order of nonces, and notes what was acknowledged. One user at a time. */
export class Wallet {
  readonly account: PrivateKeyAccount;
  private nonce = 0;

  constructor(
    key: Hex,
    private readonly chainId: number,
    private readonly acknowledged: Acknowledged[],
  ) {
    this.account = privateKeyToAccount(key);
  }

  /** The next signed transaction. Its nonce is used up: it has to be sent until the node has it. */
  sign({ gas, to, value = 0n, data = '0x' }: Message): Promise<Hex> {
    const fees = { maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 10n ** 9n, type: 'eip1559' } as const;
    const target = to === undefined ? {} : { to };
    return this.account.signTransaction({
      chainId: this.chainId,
      nonce: this.nonce++,
      gas,
      value,
      data,
      ...target,
      ...fees,
    });
  }

  /** Sends a message and waits for its receipt, which has to say that it succeeded. */
  async send(client: Client, message: Message): Promise<Receipt> {
    const raw = await this.sign(message);
    const hash = await client.call<Hex>('eth_sendRawTransaction', raw);
    if (hash !== keccak256(raw)) throw new Error(`the node calls ${keccak256(raw)} ${hash}`);
    return this.acknowledge(client, hash);
  }

  /** The receipt of a transaction that may still be on its way into a block, where somebody else waits for it. */
  async await(client: Client, hash: Hex): Promise<void> {
    const until = Date.now() + 30_000;
    while ((await client.call('eth_getTransactionReceipt', hash)) === null && Date.now() < until)
      await new Promise((resolve) => setTimeout(resolve, 50));
    await this.acknowledge(client, hash);
  }

  /** The receipt of a transaction that the node has taken. With instant sealing it is there at once. */
  async acknowledge(client: Client, hash: Hex): Promise<Receipt> {
    const receipt = await client.call<Receipt | null>('eth_getTransactionReceipt', hash);
    if (!receipt) throw new Error(`${hash} was taken and has no receipt`);
    this.acknowledged.push({ hash, blockHash: receipt.blockHash });
    if (receipt.status !== '0x1') throw new Error(`${hash} failed`);
    return receipt;
  }
}
