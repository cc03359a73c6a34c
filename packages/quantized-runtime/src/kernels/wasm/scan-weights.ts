import type { ColumnSums, WeightScan } from '../../graph/weight-scan.ts';
import { BASE, createMachine, type WasmMachine } from './machine.ts';

/** Weights are looked at a block at a time, which stays in the second-level cache. */
const BLOCK = 2 ** 18;
/** Wider matrices are not worth their sums' room. */
const MOST_COLUMNS = 2 ** 15;
const VECTOR = 16;
const POSITIVE = BASE + BLOCK + VECTOR;
const NEGATIVE = POSITIVE + 4 * (MOST_COLUMNS + VECTOR);
const END = NEGATIVE + 4 * (MOST_COLUMNS + VECTOR);

interface Scanner extends WasmMachine {
  readonly block: Uint8Array;
}

let scanner: Scanner | undefined;

/** One for the process: loading a model should take milliseconds, and looking at its weights is most of it. */
function getScanner(): Scanner {
  if (scanner === undefined) {
    const machine = createMachine(END);
    scanner = { ...machine, block: new Uint8Array(machine.buffer, BASE, BLOCK) };
  }
  return scanner;
}

/** Calls `look` with the address and length of each block of at most `size` bytes, until it says true. */
function some(
  data: Int8Array | Float32Array,
  size: number,
  look: (at: number, bytes: number) => boolean,
): boolean {
  const { block } = getScanner();
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  for (let begin = 0; begin < bytes.length; begin += size) {
    const part = bytes.subarray(begin, begin + size);
    block.set(part);
    if (look(BASE, part.length)) return true;
  }
  return false;
}

function holdsMinus128(data: Int8Array): boolean {
  const { kernels } = getScanner();
  return some(data, BLOCK, (at, bytes) => kernels.holdsMinus128(at, bytes) !== 0);
}

function holdsNonFinite(data: Float32Array): boolean {
  const { kernels } = getScanner();
  return some(data, BLOCK, (at, bytes) => kernels.holdsNonFinite(at, bytes / 4) !== 0);
}

/** Adds weights `from` on to the sums of their columns, one after another. */
function addSingly(data: Int8Array, from: number, columns: number, { positive, negative }: ColumnSums): void {
  for (let index = from; index < data.length; index++) {
    const sums = data[index]! > 0 ? positive : negative;
    sums[index % columns] = sums[index % columns]! + data[index]!;
  }
}

function sumColumns(data: Int8Array, columns: number): ColumnSums {
  const sums = { positive: new Float64Array(columns), negative: new Float64Array(columns) };
  // Several rows side by side are one row of a matrix that fills the vectors.
  const width = columns * Math.ceil(VECTOR / columns);
  const rows = width > MOST_COLUMNS ? 0 : Math.floor(data.length / width);
  if (rows > 0) {
    const { buffer, kernels } = getScanner();
    const above = new Int32Array(buffer, POSITIVE, width).fill(0);
    const below = new Int32Array(buffer, NEGATIVE, width).fill(0);
    const size = Math.floor(BLOCK / width) * width;
    some(data.subarray(0, rows * width), size, (at, bytes) => {
      kernels.addColumns(at, bytes / width, width, POSITIVE, NEGATIVE);
      return false;
    });
    for (let index = 0; index < width; index++) {
      const column = index % columns;
      sums.positive[column] = sums.positive[column]! + above[index]!;
      sums.negative[column] = sums.negative[column]! + below[index]!;
    }
  }
  addSingly(data, rows * width, columns, sums);
  return sums;
}

/** The scan of weights by SIMD, a block at a time. */
export const wasmScan: WeightScan = { holdsMinus128, holdsNonFinite, sumColumns };
