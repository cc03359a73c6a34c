/**
 * First and second moments of the rows that a kernel is multiplied by: for each group the mean of every row entry
 * and the sums of products of every pair (the Hessian of the squared error of that group's outputs).
 */
export class Moments {
  readonly sums: Float64Array[];
  readonly products: Float64Array[];
  readonly counts: Float64Array;

  constructor(
    readonly groups: number,
    readonly size: number,
  ) {
    this.sums = Array.from({ length: groups }, () => new Float64Array(size));
    this.products = Array.from({ length: groups }, () => new Float64Array(size * size));
    this.counts = new Float64Array(groups);
  }

  add(group: number, row: Float64Array): void {
    const sums = this.sums[group]!;
    const products = this.products[group]!;
    const { size } = this;
    this.counts[group]!++;
    for (let i = 0; i < size; i++) {
      const x = row[i]!;
      if (x === 0) continue;
      sums[i]! += x;
      const base = i * size;
      for (let j = 0; j <= i; j++) products[base + j]! += x * row[j]!;
    }
  }

  mean(group: number): Float64Array {
    const count = Math.max(this.counts[group]!, 1);
    return this.sums[group]!.map((sum) => sum / count);
  }

  /** The covariance matrix, row-major and symmetric. */
  covariance(group: number): Float64Array {
    const { size } = this;
    const count = Math.max(this.counts[group]!, 1);
    const mean = this.mean(group);
    const products = this.products[group]!;
    const result = new Float64Array(size * size);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) {
        const entry = products[i * size + j]! / count - mean[i]! * mean[j]!;
        result[i * size + j] = entry;
        result[j * size + i] = entry;
      }
    }
    return result;
  }
}
