import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from '../../../src/workshop/quantize/calibrate/histogram.ts';
import { Moments } from '../../../src/workshop/quantize/calibrate/moments.ts';
import { extremes, rangeByError, roundScale } from '../../../src/workshop/quantize/calibrate/range.ts';
import { type Curvature, curvatureOf } from '../../../src/workshop/quantize/lower/curvature.ts';
import {
  type ChannelsInput,
  quantizeChannels,
} from '../../../src/workshop/quantize/lower/quantize-channels.ts';
import { type Rounded, roundChannels } from '../../../src/workshop/quantize/lower/round-weights.ts';
import { createNormal } from '../../../src/workshop/quantize/math/random.ts';

function momentsOf(rows: number, size: number, seed: number): Moments {
  const next = createNormal(seed);
  const moments = new Moments(1, size);
  for (let r = 0; r < rows; r++) {
    const shared = next();
    moments.add(
      0,
      Float64Array.from({ length: size }, () => shared + 0.3 * next()),
    );
  }
  return moments;
}

function errorOf(weights: Float64Array, q: Int8Array, scale: number, { parts }: Curvature): number {
  let sum = 0;
  const error = (i: number): number => weights[i]! - scale * q[i]!;
  for (const { start, size, matrix } of parts) {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) sum += error(start + i) * matrix[i * size + j]! * error(start + j);
    }
  }
  return sum;
}

function roundOne(
  weights: Float64Array,
  curvature: Curvature | undefined,
  least: number,
  candidates: number,
): Rounded {
  return roundChannels([{ weights, least }], curvature, candidates)[0]!;
}

const quantizeOne = (column: Float64Array, bias: number, input: ChannelsInput) =>
  quantizeChannels([column], [bias], input)[0]!;

const weightsOf = (size: number, seed: number): Float64Array => {
  const next = createNormal(seed);
  return Float64Array.from({ length: size }, next);
};

describe('learned rounding', () => {
  it('never does worse than rounding to the nearest, and mostly far better', () => {
    let [learned, nearest] = [0, 0];
    for (let seed = 1; seed <= 30; seed++) {
      const weights = weightsOf(12, seed);
      const curvature = curvatureOf(momentsOf(200, 12, seed + 100), 0);
      const { weights: q, scale } = roundOne(weights, curvature, 0, 8);
      const largest = weights.reduce((most, w) => Math.max(most, Math.abs(w)), 0);
      const plain = Int8Array.from(weights, (w) => Math.round((w * 127) / largest));
      const [own, other] = [
        errorOf(weights, q, scale, curvature),
        errorOf(weights, plain, largest / 127, curvature),
      ];
      expect(own).toBeLessThanOrEqual(other * (1 + 1e-9));
      learned += own;
      nearest += other;
    }
    expect(learned).toBeLessThan(nearest / 2);
  });

  it('is reproducible and keeps weights within ±127 (N1)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer(), (size, seed) => {
        const weights = weightsOf(size, seed);
        const curvature = curvatureOf(momentsOf(30, size, seed + 1), 0);
        const first = roundOne(weights, curvature, 0, 5);
        expect(roundOne(weights, curvature, 0, 5)).toEqual(first);
        for (const q of first.weights) expect(Math.abs(q)).toBeLessThanOrEqual(127);
      }),
      { numRuns: 50 },
    );
  });

  it('rounds channels together as it rounds each alone, long rows in parts', () => {
    for (const size of [5, 60, 1160]) {
      const curvature = curvatureOf(momentsOf(40, size, size), 0);
      const channels = [1, 2, 3].map((seed) => ({ weights: weightsOf(size, seed), least: seed * 1e-4 }));
      const together = roundChannels(channels, curvature, 3);
      for (const [i, { weights, least }] of channels.entries()) {
        expect(together[i]).toEqual(roundOne(weights, curvature, least, 3));
      }
    }
  });

  it('gives a silent channel zeros', () => {
    const { weights, scale } = roundOne(new Float64Array(4), undefined, 1e-6, 3);
    expect([...weights]).toEqual([0, 0, 0, 0]);
    expect(scale).toBe(1e-6);
  });
});

describe('moments', () => {
  const rowsOf = (count: number, size: number, mean: number): Float64Array[] => {
    const next = createNormal(size);
    return Array.from({ length: count }, () => {
      const shared = next();
      return Float64Array.from({ length: size }, () => mean + shared + next());
    });
  };

  it.each([
    [7, 40, 0],
    [60, 1500, 3],
    [60, 1500, 3000],
    [1300, 70, -5],
  ])('of rows of %i entries, %i of them around %i, are those of the definition', (size, count, mean) => {
    const rows = rowsOf(count, size, mean);
    const moments = new Moments(1, size);
    for (const row of rows) moments.add(0, row);
    const means = moments.mean(0);
    const covariances = moments.covariances(0);
    expect(covariances.reduce((sum, { length }) => sum + Math.sqrt(length), 0)).toBe(size);
    let start = 0;
    for (const covariance of covariances) {
      const length = Math.sqrt(covariance.length);
      for (const [i, j] of [
        [0, 0],
        [length - 1, 1],
        [2, length - 1],
        [3, 3],
      ] as const) {
        const [a, b] = [start + i, start + j];
        const exact = (k: number): number => rows.reduce((sum, row) => sum + row[k]!, 0) / count;
        const [meanA, meanB] = [exact(a), exact(b)];
        const pair = rows.reduce((sum, row) => sum + (row[a]! - meanA) * (row[b]! - meanB), 0) / count;
        expect(means[a]).toBeCloseTo(meanA, 3);
        expect(Math.abs(covariance[i * length + j]! - pair)).toBeLessThan(2e-3);
      }
      start += length;
    }
  });

  it('leave numbers that stand for "beyond everything" out', () => {
    const moments = new Moments(1, 2);
    for (const x of [1, -1, 2, -2]) moments.add(0, [x, x > 1 ? -3.4e38 : Number.NaN]);
    expect(moments.covariances(0)[0]).toEqual(Float64Array.of(2.5, 0, 0, 0));
  });
});

describe('a channel (N4, N5)', () => {
  const x = { scale: 1 / 32767, zero: 0, low: -32767, high: 32767 };
  it('never lets a sum leave int32, however long the row', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4000 }), fc.integer(), real(), (rows, seed, bias) => {
        const column = weightsOf(rows, seed).map(Math.abs);
        const found = quantizeOne(column, bias, {
          x,
          bounds: x,
          leastScale: 1e-12,
          curvature: undefined,
          candidates: 2,
          mean: undefined,
        });
        const reach = found.weights.reduce((sum, q) => sum + Math.abs(q), 0) * 32767 + Math.abs(found.bias);
        expect(reach).toBeLessThan(2 ** 31);
        expect(Math.abs(found.bias * x.scale * found.scale - bias)).toBeLessThanOrEqual(
          x.scale * found.scale,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('corrects the bias by what rounding does to the mean', () => {
    const moments = momentsOf(500, 6, 5);
    const mean = moments.mean(0);
    const column = weightsOf(6, 6);
    const found = quantizeOne(column, 0.25, {
      x,
      bounds: x,
      leastScale: 1e-12,
      curvature: undefined,
      candidates: 1,
      mean,
    });
    const exact = column.reduce((sum, w, i) => sum + w * mean[i]!, 0.25);
    const rounded = found.weights.reduce((sum, q, i) => sum + q * found.scale * mean[i]!, 0);
    expect(rounded + found.bias * x.scale * found.scale).toBeCloseTo(exact, 6);
  });

  function real() {
    return fc.double({ min: -1000, max: 1000, noNaN: true });
  }
});

describe('ranges', () => {
  it('leave lone outliers out where steps are few, and keep all where they are many', () => {
    const next = createNormal(9);
    const histogram = new Histogram();
    histogram.add(Float32Array.from({ length: 20000 }, () => next()));
    histogram.add([60]);
    expect(extremes(histogram).max).toBe(60);
    expect(rangeByError(histogram, 15).max).toBeLessThan(40);
    expect(rangeByError(histogram, 65534).max).toBeGreaterThan(55);
  });

  it('always hold zero, and every number that was seen lies within the histogram', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 }), (data) => {
        const histogram = new Histogram();
        histogram.add(data);
        const range = rangeByError(histogram, 255);
        expect(range.min).toBeLessThanOrEqual(0);
        expect(range.max).toBeGreaterThanOrEqual(0);
        let counted = 0;
        histogram.forEach((_, count) => {
          counted += count;
        });
        expect(counted).toBe(data.length);
        expect(histogram.total).toBe(data.length);
      }),
    );
  });

  it('leave sentinels out', () => {
    const histogram = new Histogram();
    histogram.add([1, -3e38, 2, Number.NaN]);
    expect(extremes(histogram)).toEqual({ min: 0, max: 2 });
    expect(histogram.total).toBe(2);
    expect(histogram.open).toBe(true);
  });

  it('round scales up to 12 bits, so that last-bit noise does not reach an artefact', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-20, max: 1e20, noNaN: true }), (x) => {
        const scale = roundScale(x);
        expect(scale).toBeGreaterThanOrEqual(x);
        expect(scale).toBeLessThanOrEqual(x * (1 + 2 ** -10));
        expect(roundScale(scale)).toBe(scale);
      }),
    );
  });
});
