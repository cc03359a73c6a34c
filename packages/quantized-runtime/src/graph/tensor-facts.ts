import { countWords } from './text.ts';
import type { Tensor } from './values.ts';
import type { ColumnSums, WeightScan } from './weight-scan.ts';

/** What validate asks of a tensor's elements. Each answer costs one pass and is remembered. */
export interface TensorFacts {
  readonly tensor: Tensor;
  readonly least: number;
  readonly most: number;
  readonly finite: boolean;
  /** How many words a tensor of bytes holds as a list of words (text.ts); null if it is none. */
  readonly words: number | null;
  /** Every element lies in [least, most]. */
  within(least: number, most: number): boolean;
  /** An int8 tensor without -128 as a matrix with `columns` columns. */
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

function remember<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    known ??= { value: compute() };
    return known.value;
  };
}

/** Lazily computed facts about one tensor. */
export function createTensorFacts(tensor: Tensor, scan: WeightScan): TensorFacts {
  const { data } = tensor;
  const range = remember(() => extremes(tensor));
  const finite = remember(() => !(data instanceof Float32Array) || !scan.holdsNonFinite(data));
  const symmetric = remember(() => data instanceof Int8Array && !scan.holdsMinus128(data));
  const words = remember(() => (data instanceof Uint8Array ? countWords(data) : null));
  const sums = new Map<number, ColumnSums>();
  return {
    tensor,
    get least() {
      return range()[0];
    },
    get most() {
      return range()[1];
    },
    get finite() {
      return finite();
    },
    get words() {
      return words();
    },
    within(least, most) {
      // Kernels are most of an artefact's bytes: their one question has a quick answer.
      if (data instanceof Int8Array && least === -127 && most === 127) return symmetric();
      return range()[0] >= least && range()[1] <= most;
    },
    columnSums(columns) {
      if (!(data instanceof Int8Array)) throw new TypeError('expected a kernel of int8');
      const known = sums.get(columns) ?? scan.sumColumns(data, columns);
      sums.set(columns, known);
      return known;
    },
  };
}
