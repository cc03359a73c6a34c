import { describe, expect, test } from 'vitest';
import { plainScan } from '../../src/graph/weight-scan.ts';
import { wasmScan } from '../../src/kernels/wasm/scan-weights.ts';
import { createRandom } from '../support/random.ts';

describe.each([
  ['plain loops', plainScan],
  ['SIMD', wasmScan],
])('weights looked at by %s', (_, { holdsMinus128, holdsNonFinite, sumColumns }) => {
  test('column sums equal plain sums, at every width, place in memory and number of rows', () => {
    const random = createRandom(1);
    for (const columns of [1, 3, 4, 8, 12, 13, 16, 31, 40]) {
      for (const rows of [1, 2, 255, 256, 257, 1100]) {
        for (const shift of [0, 1, 3]) {
          const data = new Int8Array(rows * columns + shift).subarray(shift);
          data.forEach((_, i) => {
            data[i] = random.pick([127, -127, -127, 0, random.integer(-127, 127)]);
          });
          const positive = Array.from({ length: columns }, () => 0);
          const negative = Array.from({ length: columns }, () => 0);
          data.forEach((weight, i) => {
            if (weight > 0) positive[i % columns]! += weight;
            else negative[i % columns]! += weight;
          });
          const sums = sumColumns(data, columns);
          expect([[...sums.positive], [...sums.negative].map((sum) => sum + 0)]).toEqual([
            positive,
            negative,
          ]);
        }
      }
    }
  });

  test('-128 is found wherever it is, and only it', () => {
    for (let length = 1; length <= 40; length++) {
      for (const filler of [-127, -1, 0, 1, 127]) {
        const data = new Int8Array(length + 1).subarray(1).fill(filler);
        expect(holdsMinus128(data)).toBe(false);
        for (let at = 0; at < length; at++) {
          data[at] = -128;
          expect(holdsMinus128(data)).toBe(true);
          data[at] = filler;
        }
      }
    }
  });

  test('sums of matrices that take several blocks, or are too wide for one', () => {
    for (const [rows, columns] of [
      [3, 100_000],
      [9, 32_768],
      [9, 32_769],
      [100_000, 7],
    ] as const) {
      const data = Int8Array.from({ length: rows * columns }, (_, i) => (i % 3 === 0 ? -127 : 127));
      const { positive, negative } = sumColumns(data, columns);
      const column = columns - 1;
      const weights = Array.from({ length: rows }, (_, row) => data[row * columns + column]!);
      const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0);
      expect(positive[column]).toBe(sum(weights.filter((weight) => weight > 0)));
      expect(negative[column]).toBe(sum(weights.filter((weight) => weight < 0)));
    }
  });

  test('what is not finite is found wherever it is, and only it', () => {
    for (const bad of [Infinity, -Infinity, NaN]) {
      for (let length = 1; length <= 20; length++) {
        const data = new Float32Array(length + 1).subarray(1).fill(-3.4028234663852886e38);
        expect(holdsNonFinite(data)).toBe(false);
        for (let at = 0; at < length; at++) {
          data[at] = bad;
          expect(holdsNonFinite(data)).toBe(true);
          data[at] = 1e-45;
        }
      }
    }
  });
});
