/** Seconds since 1970 for the next block. Development methods may move it. */
export class Clock {
  private offset = 0n;
  private next: bigint | undefined;

  /** Timestamp for a block whose parent has `parentTimestamp`: never before the parent's. */
  take(parentTimestamp: bigint): bigint {
    const now = this.next ?? this.now();
    if (this.next !== undefined) this.offset = this.next - wallClock();
    this.next = undefined;
    return now > parentTimestamp ? now : parentTimestamp;
  }

  now(): bigint {
    return wallClock() + this.offset;
  }

  /** Moves all later blocks by some seconds; returns the offset in all. */
  advance(seconds: bigint): bigint {
    this.offset += seconds;
    return this.offset;
  }

  /** Gives the next block this very timestamp; time goes on from there. */
  setNext(timestamp: bigint): void {
    this.next = timestamp;
  }
}

const wallClock = () => BigInt(Math.floor(Date.now() / 1000));
