import { bytesToHex } from '@ethereumjs/util';
import type { Driver } from '../consensus/driver.ts';
import type { Mempool } from '../mempool/mempool.ts';
import type { PendingBlock, ReadJob } from '../reads/job.ts';

/** The block that would be made now, for reads that look at it; made anew only when it would be another. */
export class PendingBlocks {
  private last: { key: string; block: PendingBlock } | undefined;
  private count = 0;

  constructor(
    private readonly driver: Pick<Driver, 'next'>,
    private readonly pool: Pick<Mempool, 'revision'>,
    private readonly maxTransactions: number,
  ) {}

  async next(): Promise<{ head: ReadJob['head']; pending: PendingBlock }> {
    const { revision } = this.pool;
    const { parent, inputs, transactions } = await this.driver.next(this.maxTransactions);
    const { coinbase, edit: _edit, ...rest } = inputs;
    const head = { number: parent.header.number, hash: parent.hash() };
    const { timestamp, prevRandao, gasLimit, baseFeePerGas } = rest;
    const key = [
      bytesToHex(head.hash),
      revision,
      timestamp,
      coinbase,
      bytesToHex(prevRandao),
      gasLimit,
      baseFeePerGas,
    ].join();
    if (this.last?.key !== key) {
      const id = ++this.count;
      const serialized = transactions.map((tx) => tx.serialize());
      this.last = {
        key,
        block: { id, inputs: rest, coinbase: coinbase.toString(), transactions: serialized },
      };
    }
    return { head, pending: this.last.block };
  }
}
