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
    const { parent, inputs, select } = this.driver.next();
    const { coinbase, ...rest } = inputs;
    const head = { number: parent.header.number, hash: parent.hash() };
    const said = { ...rest, head: head.hash, coinbase: coinbase.toString(), pool: this.pool.revision };
    const key = Object.entries(said).join();
    if (this.last?.key !== key) {
      const transactions = (await select(this.maxTransactions)).map((tx) => tx.serialize());
      const id = ++this.count;
      this.last = { key, block: { id, inputs: rest, coinbase: said.coinbase, transactions } };
    }
    return { head, pending: this.last.block };
  }
}
