/** Reminders for one sender and nonce that are let in on one head: more than all honest members send in an hour. */
const mostOfOne = 64;

/** Senders and nonces that are reminded of on one head: as many as an engine's pool holds. */
const mostPlaces = 8_192;

/** Reminders that are let in between two blocks of the engine: a quarter of what its pool holds. */
const mostAtOnce = 2_048;

/**
 * Counts reminders, so that a member whose node is modified can neither fill the others' engines with them nor keep
 * them awake for long. Who reminds of something else has as many: nobody's are used up by another.
 */
export class ReminderBound {
  private head: bigint | undefined;
  private readonly counts = new Map<string, number>();
  private height: bigint | undefined;
  private admitted = 0;
  private readonly kept = new Set<string>();

  /**
   * Counts one more.
   * @param place sender and nonce @param head number of the newest block @param height of the engine's newest block
   * @returns whether it may be held
   */
  admits(place: string, head: bigint, height: bigint): boolean {
    if (head !== this.head) this.counts.clear();
    this.head = head;
    this.moveTo(height);
    const count = (this.counts.get(place) ?? 0) + 1;
    if (count > mostOfOne || (count === 1 && this.counts.size >= mostPlaces)) return false;
    if (this.admitted >= mostAtOnce) return false;
    this.counts.set(place, count);
    this.admitted++;
    return true;
  }

  /**
   * Of those that an engine still holds after a block of its own one for each sender and nonce stays: one wakes it, and
   * more would come with each block, for as long as the transaction waits.
   */
  stays(place: string, height: bigint): boolean {
    this.moveTo(height);
    if (this.kept.has(place)) return false;
    this.kept.add(place);
    return true;
  }

  private moveTo(height: bigint): void {
    if (height === this.height) return;
    this.height = height;
    this.admitted = 0;
    this.kept.clear();
  }
}
