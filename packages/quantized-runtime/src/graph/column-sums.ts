/** For each column (output channel) of a kernel, the sum of its positive and of its negative weights. */
export interface ColumnSums {
  readonly positive: Float64Array;
  readonly negative: Float64Array;
}

/** Four int8 in one word: the bytes of magnitude of all, and of the negative ones. No byte is -128. */
const SIGNS = 0x01010101;
const EVEN_BYTES = 0x00ff00ff;

/** Rows whose magnitudes (at most 127) fit 16-bit lanes. */
const ROWS_PER_FLUSH = 516;

/** 32-bit words over int8 data whose columns are a multiple of 4; a copy where the data is not aligned. */
function wordsOf(data: Int8Array): Int32Array {
  const aligned = data.byteOffset % 4 === 0 ? data : data.slice();
  return new Int32Array(aligned.buffer, aligned.byteOffset, aligned.length >> 2);
}

/** Adds 16-bit lanes to the sums of the columns that they stand for, and clears them. */
function flush(lanes: Int32Array, sums: Float64Array, firstByte: number): void {
  for (let word = 0; word < lanes.length; word++) {
    const column = 4 * word + firstByte;
    sums[column] = sums[column]! + (lanes[word]! & 0xffff);
    sums[column + 2] = sums[column + 2]! + (lanes[word]! >>> 16);
    lanes[word] = 0;
  }
}

/** Four columns at a time in 16-bit lanes: loading a model should take milliseconds, and this is most of it. */
function sumWords(data: Int8Array, columns: number): ColumnSums {
  const words = wordsOf(data);
  const pitch = columns >> 2;
  const all = new Float64Array(columns);
  const negative = new Float64Array(columns);
  const [evenAll, oddAll, evenNegative, oddNegative] = [0, 1, 2, 3].map(() => new Int32Array(pitch));
  const empty = (): void => {
    flush(evenAll!, all, 0);
    flush(oddAll!, all, 1);
    flush(evenNegative!, negative, 0);
    flush(oddNegative!, negative, 1);
  };
  let rows = 0;
  for (let begin = 0; begin < words.length; begin += pitch) {
    for (let i = 0; i < pitch; i++) {
      const word = words[begin + i]!;
      const signs = (word >>> 7) & SIGNS;
      const mask = Math.imul(signs, 255);
      const magnitude = (word ^ mask) + signs;
      const below = magnitude & mask;
      evenAll![i] = evenAll![i]! + (magnitude & EVEN_BYTES);
      oddAll![i] = oddAll![i]! + ((magnitude >>> 8) & EVEN_BYTES);
      evenNegative![i] = evenNegative![i]! + (below & EVEN_BYTES);
      oddNegative![i] = oddNegative![i]! + ((below >>> 8) & EVEN_BYTES);
    }
    rows++;
    if (rows % ROWS_PER_FLUSH === 0) empty();
  }
  empty();
  return {
    positive: all.map((sum, column) => sum - negative[column]!),
    negative: negative.map((sum) => -sum),
  };
}

function sumBytes(data: Int8Array, columns: number): ColumnSums {
  const positive = new Float64Array(columns);
  const negative = new Float64Array(columns);
  for (let begin = 0; begin < data.length; begin += columns) {
    for (let column = 0; column < columns; column++) {
      const weight = data[begin + column]!;
      if (weight > 0) positive[column] = positive[column]! + weight;
      else negative[column] = negative[column]! + weight;
    }
  }
  return { positive, negative };
}

/** Sums of a matrix of weights in [-127, 127] with `columns` columns. Exact. */
export function sumColumns(data: Int8Array, columns: number): ColumnSums {
  return columns % 4 === 0 ? sumWords(data, columns) : sumBytes(data, columns);
}

/** Whether any weight is -128, four bytes at a time. */
export function holdsMinus128(data: Int8Array): boolean {
  const words = wordsOf(data);
  for (let index = 0; index < words.length; index++) {
    // A byte of `zeroed` is 0 exactly where the weight is -128; the rest finds a zero byte in a word.
    const zeroed = words[index]! ^ 0x80808080;
    if (((zeroed - SIGNS) & ~zeroed & 0x80808080) !== 0) return true;
  }
  return data.subarray(words.length * 4).includes(-128);
}
