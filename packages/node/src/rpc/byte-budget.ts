/** Bytes that may be in work at once; whoever takes some gives them back. */
export class ByteBudget {
  private taken = 0;

  constructor(readonly max: number) {}

  /** Takes bytes if that many are left; false if not, and nothing is taken. */
  take(bytes: number): boolean {
    if (this.taken + bytes > this.max) return false;
    this.taken += bytes;
    return true;
  }

  give(bytes: number): void {
    this.taken -= bytes;
  }

  /** What the bound is called, for those who were refused. */
  get refusal(): string {
    return `more than maxBytesInWork = ${this.max} of all callers together: try again later`;
  }
}
