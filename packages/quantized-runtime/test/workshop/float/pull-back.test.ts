import { describe, expect, it } from 'vitest';
import { elementCount } from '../../../src/graph/element-types.ts';
import type { Graph, UnaryFn } from '../../../src/graph/graph.ts';
import { defaultConstants } from '../../../src/graph/unary-functions.ts';
import {
  evaluate,
  GraphWriter,
  importKeras,
  plainValue,
  pullBack,
  realPort,
} from '../../../src/workshop/index.ts';
import { loadFamily } from '../import/fixtures.ts';

/** Reproducible numbers between -1 and 1, none of them near a corner of relu and its kin. */
const numbers = (count: number) =>
  Float32Array.from({ length: count }, (_, i) => {
    const x = Math.sin(78.233 * (i + 1));
    return x + Math.sign(x) * 0.05;
  });

/** Holds the gradient of a weighted sum of outputs against what a small step up and down changes. */
async function expectSlope(graph: Graph, batch: number): Promise<void> {
  const input = graph.inputs[0]!;
  const length = batch * elementCount(graph.values[input.value]!.shape);
  const outputs = graph.outputs.reduce((sum, { value }) => sum + elementCount(graph.values[value]!.shape), 0);
  const [at, weights] = [numbers(length), numbers(batch * outputs + 3).slice(3)];
  const [gradient] = await pullBack(graph, [at], batch, weights);
  const value = async (x: Float32Array) => {
    const given = await evaluate(graph, [x], batch);
    const parts = graph.outputs.map((port) => ({
      data: given.get(port.value)!,
      size: given.get(port.value)!.length / batch,
    }));
    let [sum, from] = [0, 0];
    for (let example = 0; example < batch; example++) {
      for (const { data, size } of parts)
        for (let i = 0; i < size; i++) sum += data[example * size + i]! * weights[from++]!;
    }
    return sum;
  };
  for (const i of [0, Math.floor(length / 3), length - 1]) {
    const step = 0.01;
    const [up, down] = await Promise.all([1, -1].map((sign) => value(at.with(i, at[i]! + sign * step))));
    const slope = (up! - down!) / (2 * step);
    expect(Math.abs(gradient![i]! - slope)).toBeLessThan(0.02 * Math.max(1, Math.abs(slope)));
  }
}

/** A graph of one function. */
function single(fn: UnaryFn): Graph {
  const w = new GraphWriter('f32');
  const input = w.addValue(plainValue([6]));
  w.inputs.push(realPort('x', input));
  const output = w.addValue(plainValue([6]));
  const [alpha, beta] = defaultConstants(fn);
  w.add({ op: 'unary', fn, alpha, beta, layer: 'f', inputs: [input], outputs: [output], params: {} });
  return w.toGraph([{ name: 'y', value: output }]);
}

describe('pullBack', () => {
  it.each([
    'elu',
    'selu',
    'celu',
    'leakyRelu',
    'gelu',
    'silu',
    'softplus',
    'mish',
    'tanh',
    'hardSilu',
    'sparsePlus',
    'softsign',
    'erf',
  ] as const)('follows %s', async (fn) => expectSlope(single(fn), 2));

  it.each([
    ['conv', 6],
    ['rnn', 6],
    ['pool', 6],
    ['normalization', 6],
  ])('follows layers of %s', async (family, count) => {
    for (const { bytes } of loadFamily(family).slice(0, count)) {
      const { graph } = await importKeras(bytes);
      const isDilated = graph.nodes.some((node) => node.op === 'conv' && node.dilations.some((by) => by > 1));
      if (graph.inputs.length !== 1 || graph.inputs[0]!.kind !== 'real') continue;
      const followed = expectSlope(graph, 2);
      // TensorFlow.js does not differentiate dilated convolutions, and this is said in a sentence.
      if (isDilated) await expect(followed).rejects.toThrow('TensorFlow.js has no gradient of conv2D');
      else await followed;
    }
  });
});
