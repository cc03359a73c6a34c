/** A read would collect more than it may. */
export class TooManyBytes extends Error {
  override readonly name = 'TooManyBytes';
}

/** Counts the bytes of what a read collects, before it does. */
export class ReadBudget {
  private left: number;

  /** @param maxReadBytes how many there may be */
  constructor(private readonly maxReadBytes: number) {
    this.left = maxReadBytes;
  }

  /** Takes bytes off. @throws TooManyBytes when they are more than what is left */
  take(bytes: number): void {
    this.left -= bytes;
    if (this.left < 0)
      throw new TooManyBytes(`more than maxReadBytes = ${this.maxReadBytes}: ask for less at once`);
  }
}
