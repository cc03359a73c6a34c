import { expect, test } from 'vitest';
import { holdsMinus128, sumColumns } from '../../src/graph/column-sums.ts';
import { createRandom } from '../support/random.ts';

test('column sums equal plain sums, at every width, place in memory and number of rows', () => {
  const random = createRandom(1);
  for (const columns of [1, 3, 4, 8, 12, 13]) {
    for (const rows of [1, 2, 515, 516, 517, 1100]) {
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
        expect([[...sums.positive], [...sums.negative].map((sum) => sum + 0)]).toEqual([positive, negative]);
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
