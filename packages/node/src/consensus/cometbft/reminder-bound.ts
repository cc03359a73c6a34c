import type { Hex } from 'viem';

/** Reminders of one transaction that are let in on one head: more than all honest members send in an hour. */
const mostOfOne = 64;

/** Reminders of all transactions on one head: a quarter of what an engine's pool holds. */
const mostOfAll = 2_048;

/** Counts reminders, so that a member whose node is modified cannot fill the others' engines with them. */
export class ReminderBound {
  private head: bigint | undefined;
  private readonly counts = new Map<Hex, number>();
  private all = 0;
  private height: bigint | undefined;
  private readonly kept = new Set<Hex>();

  /** Counts one more. @param head number of the newest block @returns whether it may be held */
  admits(hash: Hex, head: bigint): boolean {
    if (head !== this.head) {
      this.counts.clear();
      this.all = 0;
    }
    this.head = head;
    const count = (this.counts.get(hash) ?? 0) + 1;
    if (count > mostOfOne || this.all >= mostOfAll) return false;
    this.counts.set(hash, count);
    this.all++;
    return true;
  }

  /**
   * Of those that an engine still holds after a block of its own one of each transaction stays: one wakes it, and more
   * would come with each block, for as long as the transaction waits.
   * @param height of the engine's newest block
   */
  stays(hash: Hex, height: bigint): boolean {
    if (height !== this.height) this.kept.clear();
    this.height = height;
    if (this.kept.has(hash)) return false;
    this.kept.add(hash);
    return true;
  }
}
