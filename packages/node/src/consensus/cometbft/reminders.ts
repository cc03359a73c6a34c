/** Transactions that peers are reminded of at once, and how often no block has to come until it is seldom. */
const [mostAtOnce, seldom] = [4, 512];

/**
 * Chooses of what the peers are reminded: of a few of what is due, each in its turn, when no block has come since the
 * last look; ever less often while none comes, since engines keep reminders until the next block.
 */
export class Reminders {
  private head: bigint | undefined;
  private looks = 0;
  private turn = 0;

  /** @param due what was handed over some time ago @param head number of the newest block */
  choose<T>(due: readonly T[], head: bigint): T[] {
    if (due.length === 0) return [];
    this.looks = head === this.head ? this.looks + 1 : 0;
    this.head = head;
    if (!isTime(this.looks)) return [];
    const count = Math.min(mostAtOnce, due.length);
    const chosen = Array.from({ length: count }, (_, at) => due[(this.turn + at) % due.length]!);
    this.turn = (this.turn + count) % due.length;
    return chosen;
  }
}

/** At 1, 2, 4, 8 looks without a block and so on; at last every so many. */
const isTime = (looks: number): boolean =>
  looks >= seldom ? looks % seldom === 0 : looks > 0 && (looks & (looks - 1)) === 0;
