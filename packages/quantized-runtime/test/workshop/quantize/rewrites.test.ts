import { describe, expect, it } from 'vitest';
import { encodeGraph } from '../../../src/format/encode-graph.ts';
import type { Value } from '../../../src/graph/graph.ts';
import { loadModel } from '../../../src/plan/load-model.ts';
import { plainValue } from '../../../src/workshop/build/plain.ts';
import { QuantizeError, quantize } from '../../../src/workshop/index.ts';
import type { Network } from '../../../src/workshop/origin/network.ts';
import { createNormal } from '../../../src/workshop/quantize/math/random.ts';
import { floatNetwork } from '../../support/float-network.ts';

const open = { min: null, max: null } as const;
const value = (...shape: number[]): Value => plainValue(shape);

/** What the artefact gives for `inputs`, one array a port of one example. */
async function run(
  network: Network,
  samples: readonly Float32Array[],
  inputs: readonly Float32Array[],
  profile: 'a16' | 'a8',
): Promise<number[]> {
  const quantized = await quantize(network, samples, { profile });
  const model = loadModel(encodeGraph(quantized.network.graph));
  const example = Float64Array.from(inputs.flatMap((data) => Array.from(data)));
  return Array.from(model.decodeReal(model.run(model.encodeReal(example), 1)));
}

const normal = (length: number, seed: number, scale = 1, offset = 0): Float32Array => {
  const next = createNormal(seed);
  return Float32Array.from({ length }, () => scale * next() + offset);
};

describe('log_softmax in integers', () => {
  const CLASSES = 12;
  const layer = { op: 'softmax', log: true, inputs: [0], outputs: [1], layer: 'y', params: {} } as const;
  const network = floatNetwork([value(CLASSES), value(CLASSES)], [layer]);
  const logSoftmax = (x: Float32Array): number[] => {
    const most = Math.max(...x);
    const sum = x.reduce((total, v) => total + Math.exp(v - most), 0);
    return Array.from(x, (v) => v - most - Math.log(sum));
  };

  it.each([
    ['a16', 0.004],
    ['a8', 0.12],
  ] as const)('of sure and of unsure rows, %s', async (profile, bound) => {
    const samples = normal(CLASSES * 50, 3, 2);
    const sure = Float32Array.from({ length: CLASSES }, (_, i) => (i === 3 ? 6 : -0.4 * i));
    for (const x of [sure, normal(CLASSES, 9, 2), new Float32Array(CLASSES)]) {
      const y = await run(network, [samples], [x], profile);
      for (const [i, expected] of logSoftmax(x).entries()) {
        expect(Math.abs(y[i]! - expected)).toBeLessThan(bound);
        expect(y[i]).toBeLessThanOrEqual(0);
      }
    }
  });
});

describe('functions that jump, in a16', () => {
  const apply = (fn: 'threshold' | 'hardShrink' | 'sign' | 'step', alpha: number, beta: number): Network => {
    const node = { op: 'unary', fn, alpha, beta, inputs: [0], outputs: [1], layer: 'y', params: {} } as const;
    return floatNetwork([value(8), value(8)], [node]);
  };
  const samples = [normal(8 * 40, 5, 2)];
  // On the jumps and one or two steps of int16 beside them; the table's knots lie 64 steps apart.
  const x = Float32Array.of(-1, -0.9995, -0.0005, 0, 0.0005, 0.9995, 1.0005, 2);

  it.each([
    ['threshold', 1, -3, [-3, -3, -3, -3, -3, -3, 1.0005, 2]],
    ['hardShrink', 0.5, 0, [-1, -0.9995, 0, 0, 0, 0.9995, 1.0005, 2]],
    ['sign', 0, 0, [-1, -1, -1, 0, 1, 1, 1, 1]],
    ['step', 0, 0, [0, 0, 0, 0, 1, 1, 1, 1]],
  ] as const)('%s is right on both sides', async (fn, alpha, beta, expected) => {
    const y = await run(apply(fn, alpha, beta), samples, [x], 'a16');
    for (const [i, e] of expected.entries()) expect(Math.abs(y[i]! - e)).toBeLessThan(3e-4);
  });
});

describe('division by an activation', () => {
  const node = {
    op: 'binary',
    fn: 'div',
    inputs: [0, 1],
    outputs: [2],
    layer: 'ratio',
    ...open,
    params: {},
  } as const;
  const network = floatNetwork([value(6), value(6), value(6)], [node]);
  const a = normal(6 * 60, 1);
  const away = (sign: (i: number) => number): Float32Array =>
    normal(6 * 60, 2).map((x, i) => sign(i) * (1 + Math.abs(x)));

  it.each([
    ['positive', away(() => 1)],
    ['negative', away(() => -1)],
    ['of both signs', away((i) => (i % 3 === 0 ? -1 : 1))],
  ] as const)('%s', async (_, b) => {
    for (const [profile, bound] of [
      ['a16', 0.01],
      ['a8', 0.12],
    ] as const) {
      const y = await run(network, [a, b], [a.slice(0, 6), b.slice(0, 6)], profile);
      for (const [i, found] of y.entries()) expect(Math.abs(found - a[i]! / b[i]!)).toBeLessThan(bound);
    }
  });

  it('that is 0 somewhere is refused with what to do', async () => {
    const b = away(() => 1);
    b[7] = 0;
    const refused = quantize(network, [a, b], { profile: 'a16' });
    await expect(refused).rejects.toThrow(QuantizeError);
    await expect(refused).rejects.toThrow(/"ratio".*--profile f32/);
  });
});
