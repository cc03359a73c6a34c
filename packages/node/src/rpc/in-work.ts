/** Answers that are being made or sent, so that a door is not shut on them. */
export class InWork {
  private readonly open = new Set<Promise<unknown>>();

  /** Counts until the promise is settled. */
  add(answer: Promise<unknown>): void {
    const counted = answer.catch(() => undefined).finally(() => this.open.delete(counted));
    this.open.add(counted);
  }

  /** Resolves when all that is in work now is done, at the latest after so many milliseconds. */
  async settled(milliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
    await Promise.race([Promise.all(this.open), late]);
    clearTimeout(timer);
  }
}
