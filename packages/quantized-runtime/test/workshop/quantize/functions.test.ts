import { describe, expect, test } from 'vitest';
import { encodeGraph } from '../../../src/format/encode-graph.ts';
import type { RecurrentNode, Tensor, UnaryFn } from '../../../src/graph/graph.ts';
import { UNARY_FUNCTIONS } from '../../../src/graph/unary-functions.ts';
import { createModel, loadModel } from '../../../src/plan/load-model.ts';
import { plainValue } from '../../../src/workshop/build/plain.ts';
import { evaluate, quantize } from '../../../src/workshop/index.ts';
import type { Network } from '../../../src/workshop/origin/network.ts';
import { createNormal } from '../../../src/workshop/quantize/math/random.ts';
import { floatNetwork } from '../../support/float-network.ts';

interface Answers {
  /** The runtime's f32 kernels, TensorFlow.js, and the quantized network. */
  readonly f32: number[];
  readonly tensorflow: number[];
  readonly a16: number[];
}

/** The one example `x`, after calibration on `samples`. */
async function answers(network: Network, samples: Float32Array, x: Float32Array): Promise<Answers> {
  const { graph } = network;
  const output = graph.outputs[0]!.value;
  const quantized = await quantize(network, [samples], { profile: 'a16' });
  const run = (model: ReturnType<typeof loadModel>): number[] =>
    Array.from(model.decodeReal(model.run(model.encodeReal(Float64Array.from(x)), 1)));
  return {
    f32: run(createModel(graph)),
    tensorflow: Array.from((await evaluate(graph, [x], 1)).get(output)!),
    a16: run(loadModel(encodeGraph(quantized.network.graph))),
  };
}

function expectNear(given: readonly number[], expected: readonly number[], tolerance: number): void {
  const largest = expected.reduce((most, y) => Math.max(most, Math.abs(y)), 1e-9);
  const worst = expected.reduce((most, y, i) => Math.max(most, Math.abs(given[i]! - y)), 0);
  expect(worst / largest).toBeLessThan(tolerance);
}

const POSITIVE: ReadonlySet<UnaryFn> = new Set(['log', 'sqrt', 'rsqrt', 'log1p']);

describe('a function in integers takes the constants of its node', () => {
  test.each(UNARY_FUNCTIONS)('%s', async (fn) => {
    const next = createNormal(3);
    const draw = POSITIVE.has(fn) ? () => 0.5 + Math.abs(next()) : () => 1.5 * next();
    const samples = Float32Array.from({ length: 16 * 40 }, draw);
    // Not next to a jump of any function.
    const x = samples.slice(0, 16).map((v) => (Math.abs(Math.abs(v) - 0.7) < 0.01 ? 1 : v));
    for (const [alpha, beta] of [
      [0.7, 1.3],
      [1.9, 0.6],
    ] as const) {
      const node = {
        op: 'unary',
        fn,
        alpha,
        beta,
        inputs: [0],
        outputs: [1],
        layer: 'f',
        params: {},
      } as const;
      const { f32, tensorflow, a16 } = await answers(
        floatNetwork([plainValue([16]), plainValue([16])], [node]),
        samples,
        x,
      );
      expectNear(tensorflow, f32, 1e-6);
      expectNear(a16, f32, 0.002);
    }
  });
});

describe('a recurrent layer takes the default constants of the function that it names', () => {
  const activations = ['selu', 'elu', 'celu', 'leakyRelu', 'softShrink', 'squareplus', 'tanh'] as const;
  test.each(activations)('%s', async (activation) => {
    const [steps, units] = [5, 4];
    const next = createNormal(8);
    const matrix = (rows: number): Tensor => ({
      shape: [rows, units],
      data: Float32Array.from({ length: rows * units }, () => 0.4 * next()),
    });
    const node: RecurrentNode = {
      ...{ op: 'recurrent', fn: 'rnn', units, backwards: false, resetAfter: false, zeroOutputForMask: false },
      ...{ activation, recurrentActivation: 'linear', inputs: [0], outputs: [1, 2], layer: 'rnn' },
      params: { kernel: 'kernel', recurrent: 'recurrent' },
    };
    const values = [[steps, 3], [steps, units], [units]].map((shape) => plainValue(shape));
    const network = floatNetwork(values, [node], { kernel: matrix(3), recurrent: matrix(units) });
    const samples = Float32Array.from({ length: steps * 3 * 50 }, next);
    const { f32, tensorflow, a16 } = await answers(network, samples, samples.slice(0, steps * 3));
    expectNear(tensorflow, f32, 1e-6);
    expectNear(a16, f32, 0.02);
  });
});
