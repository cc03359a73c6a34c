/** Looks at something again and again, one look at a time. */
export class RepeatedLook {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;

  /**
   * @param every milliseconds from one look to the next
   * @param failed is told of a look that failed; the next one tries again
   */
  constructor(
    private readonly every: number,
    private readonly look: () => Promise<void>,
    private readonly failed: (error: unknown) => void,
  ) {}

  start(): void {
    this.timer = setInterval(() => {
      this.looking ??= this.look()
        .catch(this.failed)
        .finally(() => {
          this.looking = undefined;
        });
    }, this.every);
  }

  /** Resolves when the look in work is over. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }
}
