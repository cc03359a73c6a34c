import { createProduct } from '../math/product.ts';

/** Rows from this length on are gathered, and their products taken by matrix products. */
const SHORT = 48;
/** Rows of one matrix product. */
const BLOCK = 1024;
/** Row entries whose products are taken with each other at most; longer rows fall into parts of equal length. */
const LONGEST_PART = 1152;
/** Numbers from here on stand for "beyond everything" (masks) and say nothing about a row. */
const SENTINEL = 1e15;

/**
 * First and second moments of the rows that a kernel is multiplied by: for each group the mean of every row entry
 * and the covariance of pairs (the Hessian of the squared error of that group's outputs). Rows longer than
 * `LONGEST_PART` are split, and pairs across parts left out.
 */
export class Moments {
  /** Of each part, how many entries it has; the last may be shorter. */
  readonly part: number;
  readonly counts: Float64Array;
  readonly #gatherers: Gatherer[];

  constructor(
    readonly groups: number,
    readonly size: number,
  ) {
    this.part = Math.ceil(size / Math.ceil(size / LONGEST_PART));
    this.counts = new Float64Array(groups);
    this.#gatherers = Array.from({ length: groups }, () => new Gatherer(size, this.part));
  }

  /** Adds `row`, of which a copy is taken. */
  add(group: number, row: ArrayLike<number>): void {
    this.counts[group]!++;
    this.#gatherers[group]!.add(row);
  }

  mean(group: number): Float64Array {
    return this.#gatherers[group]!.mean();
  }

  /** The covariance of each part's entries, row-major and symmetric. */
  covariances(group: number): Float64Array[] {
    return this.#gatherers[group]!.covariances();
  }
}

/** The sums of one group. Entries are taken relative to a pivot, so that a large mean costs no precision. */
class Gatherer {
  readonly #sums: Float64Array;
  /** Of each part, sums of products of every pair; for short rows the lower triangle alone. */
  readonly #products: Float64Array[];
  readonly #starts: number[];
  readonly #pivot: Float64Array;
  #rows = 0;
  #pending = 0;
  #block: Float32Array | undefined;

  constructor(
    readonly size: number,
    readonly part: number,
  ) {
    this.#sums = new Float64Array(size);
    this.#pivot = new Float64Array(size);
    this.#starts = Array.from({ length: Math.ceil(size / part) }, (_, i) => i * part);
    this.#products = this.#starts.map((start) => new Float64Array(Math.min(part, size - start) ** 2));
  }

  add(row: ArrayLike<number>): void {
    const { size } = this;
    if (this.#rows === 0) for (let i = 0; i < size; i++) this.#pivot[i] = bounded(row[i]!);
    this.#rows++;
    if (size < SHORT) {
      this.#addShort(row);
      return;
    }
    this.#block ??= new Float32Array(BLOCK * size);
    const pivot = this.#pivot;
    const sums = this.#sums;
    const block = this.#block;
    for (let i = 0, at = this.#pending * size; i < size; i++, at++) {
      const x = bounded(row[i]!) - pivot[i]!;
      block[at] = x;
      sums[i]! += x;
    }
    if (++this.#pending === BLOCK) this.#flush();
  }

  mean(): Float64Array {
    const count = Math.max(this.#rows, 1);
    return this.#sums.map((sum, i) => this.#pivot[i]! + sum / count);
  }

  covariances(): Float64Array[] {
    this.#flush();
    const count = Math.max(this.#rows, 1);
    const mean = this.#sums.map((sum) => sum / count);
    return this.#products.map((products, part) => {
      const start = this.#starts[part]!;
      const size = Math.min(this.part, this.size - start);
      const result = new Float64Array(size * size);
      for (let i = 0; i < size; i++) {
        for (let j = 0; j <= i; j++) {
          const entry = products[i * size + j]! / count - mean[start + i]! * mean[start + j]!;
          result[i * size + j] = entry;
          result[j * size + i] = entry;
        }
      }
      return result;
    });
  }

  #addShort(row: ArrayLike<number>): void {
    const { size } = this;
    const products = this.#products[0]!;
    const pivot = this.#pivot;
    for (let i = 0; i < size; i++) {
      const x = bounded(row[i]!) - pivot[i]!;
      if (x === 0) continue;
      this.#sums[i]! += x;
      for (let j = 0, at = i * size; j <= i; j++, at++) products[at]! += x * (bounded(row[j]!) - pivot[j]!);
    }
  }

  #flush(): void {
    if (this.#pending === 0 || !this.#block) return;
    for (const [part, start] of this.#starts.entries()) {
      const length = Math.min(this.part, this.size - start);
      addProducts(cutColumns(this.#block, this.#pending, start, length), length, this.#products[part]!);
    }
    this.#pending = 0;
  }
}

function bounded(x: number): number {
  return Math.abs(x) < SENTINEL ? x : 0;
}

/** Columns [start, start + length) of the first `count` rows of `block`. */
function cutColumns(block: Float32Array, count: number, start: number, length: number): Float32Array {
  const size = block.length / BLOCK;
  if (length === size) return block.subarray(0, count * size);
  const result = new Float32Array(count * length);
  for (let r = 0; r < count; r++) {
    result.set(block.subarray(r * size + start, r * size + start + length), r * length);
  }
  return result;
}

/** Adds the products of every pair of columns of `rows` [count, size] to `products` [size, size]. */
function addProducts(rows: Float32Array, size: number, products: Float64Array): void {
  const count = rows.length / size;
  const turned = new Float32Array(rows.length);
  for (let i = 0; i < size; i++) {
    for (let r = 0; r < count; r++) turned[i * count + r] = rows[r * size + i]!;
  }
  const found = createProduct(rows, size, size)(turned);
  for (let i = 0; i < found.length; i++) products[i]! += found[i]!;
}
