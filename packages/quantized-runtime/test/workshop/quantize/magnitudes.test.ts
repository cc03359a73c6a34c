import { describe, expect, it } from 'vitest';
import { encodeGraph } from '../../../src/format/encode-graph.ts';
import type { Node, Value } from '../../../src/graph/graph.ts';
import { loadModel } from '../../../src/plan/load-model.ts';
import { quantize } from '../../../src/workshop/index.ts';
import type { Network } from '../../../src/workshop/origin/network.ts';
import { floatNetwork } from '../../support/float-network.ts';

/** |x| times a factor, for two numbers. */
function scaled(factor: number): Network {
  const value: Value = { shape: [2], type: 'f32', scale: 1, zero: 0 };
  const affine: Node = {
    op: 'affine',
    inputs: [0],
    outputs: [1],
    layer: 'scaled',
    min: null,
    max: null,
    params: { kernel: 'factor' },
  };
  const abs: Node = {
    op: 'unary',
    fn: 'abs',
    alpha: 0,
    beta: 0,
    inputs: [1],
    outputs: [2],
    layer: 'abs',
    params: {},
  };
  const factors = { shape: [2], data: Float32Array.of(factor, factor) };
  return floatNetwork([value, value, value], [affine, abs], { factor: factors });
}

const SAMPLES = Float32Array.from({ length: 400 }, (_, i) => Math.sin(i));

describe('numbers of any magnitude', () => {
  const powers = [-140, -120, -60, -40, -20, 0, 20, 40, 80].map((power) => [power] as const);
  it.each(powers)('2^%d', async (power) => {
    for (const profile of ['a16', 'a8'] as const) {
      const { network } = await quantize(scaled(2 ** power), [SAMPLES], { profile });
      const model = loadModel(encodeGraph(network.graph));
      const answers = model.decodeReal(model.run(model.encodeReal([0.75, -0.75]), 1));
      // What is smaller than any step is 0.
      const off = answers.map((y) => Math.abs(y - 0.75 * 2 ** power));
      expect(Math.max(...off)).toBeLessThanOrEqual(Math.max(0.02 * 2 ** power, 2 ** -60));
    }
  });

  it('beyond what a scale can be is refused by name', async () => {
    const quantizing = quantize(scaled(2 ** 100), [SAMPLES]);
    await expect(quantizing).rejects.toThrow(
      /has numbers up to \d\.\de\+30, which no integer can stand for: scale/,
    );
  });
});
