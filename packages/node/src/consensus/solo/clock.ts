import { bigIntMax, bigIntMin } from '@ethereumjs/util';
import { parameters } from '@evm-ml/rpc';
import type { BlockClock } from '../driver.ts';

/** The time that blocks get, in seconds since 1970. Development methods move it. */
export class Clock implements BlockClock {
  interval: bigint | undefined;
  private offset = 0n;
  private next: bigint | undefined;

  /** @param step seconds from a block's timestamp to the next one's at the least */
  constructor(private readonly step: bigint) {}

  get time(): bigint {
    return wallClock() + this.offset;
  }

  set time(time: bigint) {
    this.offset = time - wallClock();
    this.next = undefined;
  }

  /**
   * Timestamp of a block that would be made now on a parent with `parentTimestamp`; not after the latest time, or as
   * little as may be.
   */
  peek(parentTimestamp: bigint): bigint {
    const wanted = this.next ?? (this.interval === undefined ? this.time : parentTimestamp + this.interval);
    return bigIntMax(bigIntMin(wanted, parameters.latestTime), this.least(parentTimestamp));
  }

  /** Timestamp for the next block; what was set for it is used up. */
  take(parentTimestamp: bigint): bigint {
    const timestamp = this.peek(parentTimestamp);
    if (this.next !== undefined || this.interval !== undefined) this.time = timestamp;
    return timestamp;
  }

  /** The lowest timestamp that a block on this parent may have. */
  least(parentTimestamp: bigint): bigint {
    return parentTimestamp + this.step;
  }

  reset(): void {
    this.time = wallClock();
    this.interval = undefined;
  }

  advance(seconds: bigint, parentTimestamp: bigint): bigint {
    // Blocks that came faster than seconds are ahead of the clock: what is to pass, passes after them.
    const ahead = bigIntMax(parentTimestamp - this.time, 0n);
    this.offset += ahead + seconds;
    return this.offset;
  }

  setNext(timestamp: bigint): void {
    this.next = timestamp;
  }
}

const wallClock = () => BigInt(Math.floor(Date.now() / 1000));
