const BINS = 4096;
const HALF = BINS / 2;
/** Numbers of one call that are counted, about: more would say no more. */
const COUNTED = 65536;
/** Numbers from here on stand for "beyond everything" (masks, open bounds): they saturate and widen no range. */
export const SENTINEL = 1e30;

/** A histogram over [-radius, radius) whose radius is a power of two and doubles when a number does not fit. */
export class Histogram {
  readonly counts = new Float64Array(BINS);
  radius = 2 ** -20;
  /** Numbers counted, sentinels left out; 0 where none was seen. */
  total = 0;
  /** True if there were sentinels. */
  open = false;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  /** The least magnitude seen. */
  least = Number.POSITIVE_INFINITY;

  /** `counting`: whether bins are wanted too, not the extremes alone. */
  constructor(readonly counting = true) {}

  add(data: ArrayLike<number>): void {
    let low = this.min;
    let high = this.max;
    let least = this.least;
    for (let i = 0; i < data.length; i++) {
      const x = data[i]!;
      const magnitude = Math.abs(x);
      if (!(magnitude < SENTINEL)) {
        this.open = true;
        continue;
      }
      if (x < low) low = x;
      if (x > high) high = x;
      if (magnitude < least) least = magnitude;
    }
    this.least = least;
    this.min = low;
    this.max = high;
    if (this.counting) this.#count(data);
    else if (low <= high) this.total += data.length;
  }

  #count(data: ArrayLike<number>): void {
    while (this.radius <= Math.max(-this.min, this.max) && this.radius < 2 ** 100) this.#double();
    const { counts } = this;
    const perBin = HALF / this.radius;
    // Odd, so that no channel is left out where channels are a power of two.
    const stride = Math.floor(data.length / COUNTED) | 1;
    for (let i = 0; i < data.length; i += stride) {
      const bin = Math.floor(data[i]! * perBin) + HALF;
      if (!(bin >= 0 && bin < BINS)) continue;
      counts[bin]!++;
      this.total++;
    }
  }

  /** Calls `visit` with the centre and the count of every bin that is not empty. */
  forEach(visit: (centre: number, count: number) => void): void {
    const width = this.radius / HALF;
    for (let bin = 0; bin < BINS; bin++) {
      const count = this.counts[bin]!;
      if (count > 0) visit((bin - HALF + 0.5) * width, count);
    }
  }

  /** Bins [HALF - 2k, HALF + 2k) become [HALF - k, HALF + k). */
  #double(): void {
    const old = Float64Array.from(this.counts);
    this.counts.fill(0);
    for (let bin = 0; bin < BINS; bin++) {
      this.counts[HALF + Math.floor((bin - HALF) / 2)]! += old[bin]!;
    }
    this.radius *= 2;
  }
}
