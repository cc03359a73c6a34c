/** What varies in an output from example to example: its power without the mean of each of its elements. */
export class Signal {
  readonly #sums: Float64Array;
  #squares = 0;
  #examples = 0;

  /** `size`: elements of one example. */
  constructor(size: number) {
    this.#sums = new Float64Array(size);
  }

  add(data: ArrayLike<number>): void {
    const size = this.#sums.length;
    for (let i = 0; i < data.length; i++) {
      this.#sums[i % size]! += data[i]!;
      this.#squares += data[i]! ** 2;
    }
    this.#examples += data.length / size;
  }

  /** Power of `error` (a sum of squares over the same examples) over that of the signal; where nothing varies, of all there is. */
  noise(error: number): number {
    const constant = this.#sums.reduce((sum, x) => sum + x * x, 0) / Math.max(this.#examples, 1);
    const varying = this.#squares - constant;
    const power = varying > NOTHING * this.#squares ? varying : this.#squares;
    return power > 0 ? error / power : 0;
  }
}

/** Below this share of all power what varies is rounding. */
const NOTHING = 1e-9;
