import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from '../../src/quantize/calibrate/histogram.ts';
import { Moments } from '../../src/quantize/calibrate/moments.ts';
import { extremes, rangeByError, roundScale } from '../../src/quantize/calibrate/range.ts';
import { quantizeChannel } from '../../src/quantize/lower/quantize-channel.ts';
import { type Curvature, curvatureOf, roundChannel } from '../../src/quantize/lower/round-weights.ts';
import { createNormal } from '../../src/quantize/math/random.ts';

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

function errorOf(weights: Float64Array, q: Int8Array, scale: number, { size, matrix }: Curvature): number {
  let sum = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      sum += (weights[i]! - scale * q[i]!) * matrix[i * size + j]! * (weights[j]! - scale * q[j]!);
    }
  }
  return sum;
}

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
      const { weights: q, scale } = roundChannel(weights, curvature, 0, 8);
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
        const first = roundChannel(weights, curvature, 0, 5);
        expect(roundChannel(weights, curvature, 0, 5)).toEqual(first);
        for (const q of first.weights) expect(Math.abs(q)).toBeLessThanOrEqual(127);
      }),
      { numRuns: 50 },
    );
  });

  it('gives a silent channel zeros', () => {
    const { weights, scale } = roundChannel(new Float64Array(4), undefined, 1e-6, 3);
    expect([...weights]).toEqual([0, 0, 0, 0]);
    expect(scale).toBe(1e-6);
  });
});

describe('a channel (N4, N5)', () => {
  const x = { scale: 1 / 32767, zero: 0, low: -32767, high: 32767 };
  it('never lets a sum leave int32, however long the row', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4000 }), fc.integer(), real(), (rows, seed, bias) => {
        const column = weightsOf(rows, seed).map(Math.abs);
        const found = quantizeChannel(column, bias, {
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
    const found = quantizeChannel(column, 0.25, {
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
