import { SENTINEL } from '../calibrate/histogram.ts';
import type { Assignment } from '../lower/assign-schemes.ts';
import type { Scheme } from '../lower/scheme.ts';
import type { Range } from '../math/range.ts';

/** How much of a series of real numbers lies beyond a range, and is cut off there. */
export class Beyond {
  /** Numbers that were looked at, and those of them that lie beyond. */
  total = 0;
  count = 0;
  /** How far the farthest lies beyond. */
  farthest = 0;

  /** `step`: of the integers that hold the range; what is less than half of it beyond is no loss. */
  constructor(
    readonly range: Range,
    readonly step: number,
  ) {}

  add(data: ArrayLike<number>): void {
    const { min, max } = this.range;
    const slack = this.step / 2;
    for (let i = 0; i < data.length; i++) {
      const x = data[i]!;
      const beyond = x > max ? x - max : min - x;
      if (!(beyond > slack) || Math.abs(x) >= SENTINEL) continue;
      this.count++;
      if (beyond > this.farthest) this.farthest = beyond;
    }
    this.total += data.length;
  }

  /** Several taken together; their ranges may differ. */
  static sum(parts: readonly Beyond[]): Beyond {
    const [first] = parts;
    const whole = new Beyond(first!.range, first!.step);
    for (const part of parts) {
      whole.total += part.total;
      whole.count += part.count;
      whole.farthest = Math.max(whole.farthest, part.farthest);
    }
    return whole;
  }

  get share(): number {
    return this.total === 0 ? 0 : this.count / this.total;
  }
}

/** The range that `scheme` holds: what lies beyond is cut off. */
export function heldRange({ scale, zero, low, high }: Scheme): Range {
  return { min: (low - zero) * scale, max: (high - zero) * scale };
}

/** The same without the ends beyond which nothing is lost, because what reads the value saturates there. */
export function lossyRange({ scheme, limits }: Assignment): Range {
  const { min, max } = heldRange(scheme);
  return {
    min: limits.min >= min - scheme.scale ? Number.NEGATIVE_INFINITY : min,
    max: limits.max <= max + scheme.scale ? Number.POSITIVE_INFINITY : max,
  };
}
