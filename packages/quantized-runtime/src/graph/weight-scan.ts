/** For each column (output channel) of a kernel, the sum of its positive and of its negative weights. */
export interface ColumnSums {
  readonly positive: Float64Array;
  readonly negative: Float64Array;
}

/**
 * What validate asks of all weights of a network. Looking at them is most of what loading takes, so that a kernel set
 * may bring a quicker scan. Every scan gives the same answers.
 */
export interface WeightScan {
  /** Whether any weight is -128. */
  holdsMinus128(data: Int8Array): boolean;
  /** Whether any number is infinite or NaN. */
  holdsNonFinite(data: Float32Array): boolean;
  /** Exact sums of a matrix of weights in [-127, 127] with `columns` columns. */
  sumColumns(data: Int8Array, columns: number): ColumnSums;
}

/** Plain loops: what the others have to agree with. */
export const plainScan: WeightScan = {
  holdsMinus128: (data) => data.includes(-128),
  holdsNonFinite(data) {
    for (const number of data) if (!Number.isFinite(number)) return true;
    return false;
  },
  sumColumns(data, columns) {
    const sums = { positive: new Float64Array(columns), negative: new Float64Array(columns) };
    for (let first = 0; first < data.length; first += columns) {
      for (let column = 0; column < columns; column++) {
        const weight = data[first + column]!;
        const side = weight > 0 ? sums.positive : sums.negative;
        side[column] = side[column]! + weight;
      }
    }
    return sums;
  },
};
