import type { Hex } from 'viem';

/** Reminders of one transaction that are held on one head: more than all honest members send in an hour. */
const mostOfOne = 64;

/** Transactions that are reminded of on one head: as many as an engine's pool holds. */
const mostTransactions = 8_192;

/** Counts reminders, so that a member whose node is modified cannot fill the others' engines with those of one transaction. */
export class ReminderBound {
  private head: bigint | undefined;
  private readonly counts = new Map<Hex, number>();

  /** Counts one more. @param head number of the newest block @returns whether it may be held */
  admits(hash: Hex, head: bigint): boolean {
    if (head !== this.head) this.counts.clear();
    this.head = head;
    const count = (this.counts.get(hash) ?? 0) + 1;
    if (count > mostOfOne || (count === 1 && this.counts.size >= mostTransactions)) return false;
    this.counts.set(hash, count);
    return true;
  }
}
