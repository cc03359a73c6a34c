/** Does work one after another, in the order in which it was given; work that fails does not keep the rest from its turn. */
export class Queue {
  private last: Promise<unknown> = Promise.resolve();

  /** Runs work when all that was given before is done. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const done = this.last.then(work);
    this.last = done.catch(() => undefined);
    return done;
  }

  /** Resolves when all that was given so far is done. */
  async idle(): Promise<void> {
    await this.last;
  }
}
