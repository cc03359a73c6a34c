/** Transactions that are on their way into the pool, so that those which come together may share a block. */
export class Arrivals {
  private coming = 0;
  private readonly waiting = new Set<() => void>();

  /** One is on its way. Whoever says so calls what it returns when that one has arrived, or will not. */
  begin(): () => void {
    this.coming++;
    return () => {
      this.coming--;
      if (this.coming === 0) for (const go of this.waiting) go();
    };
  }

  /** Resolves when none is on its way, or after so many milliseconds: there may always be another one. */
  async pause(most: number): Promise<void> {
    if (this.coming === 0) return;
    let go = () => {};
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      go = resolve;
      timer = setTimeout(resolve, most);
      this.waiting.add(resolve);
    });
    clearTimeout(timer);
    this.waiting.delete(go);
  }
}
