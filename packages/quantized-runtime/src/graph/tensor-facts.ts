import { elementCount } from './element-types.ts';
import type { Tensor } from './graph.ts';

/** For each column (output channel) of a kernel, the sum of its positive and of its negative weights. */
export interface ColumnSums {
  readonly positive: Float64Array;
  readonly negative: Float64Array;
}

/** What validate asks of a tensor's elements. Each answer costs one pass and is remembered. */
export interface TensorFacts {
  readonly tensor: Tensor;
  readonly least: number;
  readonly most: number;
  readonly finite: boolean;
  /** The tensor as a matrix with `columns` columns. */
  columnSums(columns: number): ColumnSums;
}

function extremes({ data }: Tensor): readonly [number, number] {
  let least = Infinity;
  let most = -Infinity;
  for (let index = 0; index < data.length; index++) {
    const element = data[index]!;
    if (element < least) least = element;
    if (element > most) most = element;
  }
  return [least, most];
}

/** Whether no element is infinite or NaN: no exponent is all ones. */
function isFinite32({ data }: Tensor): boolean {
  if (!(data instanceof Float32Array)) return true;
  const words = new Int32Array(data.buffer, data.byteOffset, data.length);
  for (let index = 0; index < words.length; index++) {
    if ((words[index]! & 0x7f800000) === 0x7f800000) return false;
  }
  return true;
}

function sumColumns({ data, shape }: Tensor, columns: number): ColumnSums {
  // Sums and sums of magnitudes: |sum| <= 127 * 2^24 < 2^31, without a branch on the weight's sign.
  const sums = new Int32Array(columns);
  const magnitudes = new Int32Array(columns);
  const total = elementCount(shape);
  for (let begin = 0; begin < total; begin += columns) {
    for (let column = 0; column < columns; column++) {
      const weight = data[begin + column]!;
      const sign = weight >> 31;
      sums[column] = sums[column]! + weight;
      magnitudes[column] = magnitudes[column]! + ((weight ^ sign) - sign);
    }
  }
  const positive = new Float64Array(columns);
  const negative = new Float64Array(columns);
  for (let column = 0; column < columns; column++) {
    positive[column] = (magnitudes[column]! + sums[column]!) / 2;
    negative[column] = (sums[column]! - magnitudes[column]!) / 2;
  }
  return { positive, negative };
}

/** Lazily computed facts about one tensor. */
export function createTensorFacts(tensor: Tensor): TensorFacts {
  let ends: readonly [number, number] | undefined;
  let finite: boolean | undefined;
  const sums = new Map<number, ColumnSums>();
  const range = () => {
    ends ??= extremes(tensor);
    return ends;
  };
  return {
    tensor,
    get least() {
      return range()[0];
    },
    get most() {
      return range()[1];
    },
    get finite() {
      finite ??= isFinite32(tensor);
      return finite;
    },
    columnSums(columns) {
      const known = sums.get(columns) ?? sumColumns(tensor, columns);
      sums.set(columns, known);
      return known;
    },
  };
}
