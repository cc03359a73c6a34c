import type { Driver } from '../consensus/driver.ts';
import type { Mempool } from '../mempool/mempool.ts';
import type { PendingBlock, ReadJob } from '../reads/job.ts';

/** The block that would be made now, for reads that look at it; made anew only when it would be another. */
export class PendingBlocks {
  private last: { key: string; candidates: string; block: PendingBlock } | undefined;
  private tooMuch: string | undefined;
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
      const isTooMuch = this.tooMuch === candidatesOf(head, this.pool.revision);
      const chosen = isTooMuch ? [] : await select(this.maxTransactions);
      const transactions = chosen.map((tx) => tx.serialize());
      const block = { id: ++this.count, inputs: rest, coinbase: said.coinbase, transactions };
      this.last = { key, candidates: candidatesOf(head, this.pool.revision), block };
    }
    return { head, pending: this.last.block };
  }

  /** Nobody could make this block in a read's time: until others wait, it is shown without transactions. */
  giveUp(id: number): void {
    if (this.last?.block.id !== id) return;
    this.tooMuch = this.last.candidates;
    this.last = undefined;
  }
}

/** What decides which transactions there are to choose from. */
const candidatesOf = ({ hash }: ReadJob['head'], revision: number): string => `${hash} ${revision}`;
