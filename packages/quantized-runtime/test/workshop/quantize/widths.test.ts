import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeGraph } from '../../../src/format/encode-graph.ts';
import type { Node, Value } from '../../../src/graph/graph.ts';
import { profileOfNode } from '../../../src/graph/profile-of-node.ts';
import { loadModel, referenceKernels, wasmKernels } from '../../../src/index.ts';
import {
  evaluate,
  exportKeras,
  importKeras,
  type Quantized,
  quantize,
  reportText,
} from '../../../src/workshop/index.ts';
import { calibrate } from '../../../src/workshop/quantize/calibrate/calibrate.ts';
import { chooseWide } from '../../../src/workshop/quantize/choose-widths.ts';
import { assignSchemes } from '../../../src/workshop/quantize/lower/assign-schemes.ts';
import { inOneWidth, widen } from '../../../src/workshop/quantize/lower/widths.ts';
import { createNormal } from '../../../src/workshop/quantize/math/random.ts';
import { measureSensitivities } from '../../../src/workshop/quantize/sensitivity.ts';
import { floatNetwork } from '../../support/float-network.ts';
import { inputsOf, loadFamily } from '../import/fixtures.ts';

const f32 = (shape: readonly number[]): Value => ({ shape, type: 'f32', scale: 1, zero: 0 });
const NO_CLAMP = { min: null, max: null } as const;
const dense = (input: number, output: number, kernel: string): Node => ({
  op: 'dense',
  ...NO_CLAMP,
  inputs: [input],
  outputs: [output],
  layer: kernel,
  params: { kernel },
});

const EXAMPLES = 200;

/** Two numbers that are nearly the same, whose difference is what matters, and two that are not, in layers of their own. */
function cancelling() {
  const next = createNormal(3);
  const kernel = (shape: readonly number[], ...numbers: number[]) => ({
    shape,
    data: Float32Array.from(numbers),
  });
  const tanh: Node = {
    op: 'unary',
    fn: 'tanh',
    alpha: 0,
    beta: 0,
    inputs: [3],
    outputs: [4],
    layer: 'tanh',
    params: {},
  };
  const network = floatNetwork(
    [f32([3, 2]), f32([3, 2]), f32([3, 1]), f32([3, 2]), f32([3, 2]), f32([3, 1]), f32([3, 1])],
    [
      dense(0, 2, 'difference'),
      dense(1, 3, 'mix'),
      tanh,
      dense(4, 5, 'sum'),
      { op: 'binary', fn: 'add', ...NO_CLAMP, inputs: [2, 5], outputs: [6], layer: 'add', params: {} },
    ],
    {
      difference: kernel([2, 1], 100, -100),
      mix: kernel([2, 2], 0.5, -0.3, 0.2, 0.7),
      sum: kernel([2, 1], 0.8, -0.6),
    },
  );
  const near = Float32Array.from({ length: EXAMPLES * 6 });
  for (let i = 0; i < near.length; i += 2) {
    near[i] = 3 * next();
    near[i + 1] = near[i]! + 0.01 * next();
  }
  return { network, samples: [near, Float32Array.from({ length: EXAMPLES * 6 }, next)] };
}

const bitsOf = ({ report }: Quantized): Record<string, number> =>
  Object.fromEntries(report.values.map(({ layer, bits }) => [layer, bits]));

describe('a8 holds in int16 what int8 is too coarse for', () => {
  it('and the rest in int8', async () => {
    const { network, samples } = cancelling();
    const quantized = await quantize(network, samples, { profile: 'a8' });
    expect(bitsOf(quantized)).toMatchObject({ x0: 16, difference: 16, x1: 8, mix: 8, tanh: 8 });
    expect(quantized.report.outputs[0]!.snr).toBeGreaterThan(27);
    expect(reportText(quantized.report)).toMatch(/^x0 .* 16 /m);
    const { graph } = quantized.network;
    expect(graph.profile).toBe('a8');
    // What validation proves, all kernels compute alike.
    const bytes = encodeGraph(graph);
    const [fast, plain] = [wasmKernels, referenceKernels].map((kernels) => loadModel(bytes, { kernels }));
    const rows = Float64Array.from(
      { length: 12 * 20 },
      (_, i) => samples[Math.floor(i / 6) % 2]![6 * Math.floor(i / 12) + (i % 6)]!,
    );
    const input = fast!.encodeReal(rows);
    expect(fast!.run(input, 20)).toEqual(plain!.run(input, 20));
    const widths = new Set(fast!.work.map(({ profile }) => profile));
    expect([...widths].sort()).toEqual(['a16', 'a8']);
  });

  it('only where that is needed', async () => {
    const { network, samples } = cancelling();
    const far = samples[0]!.map((x, i) => (i % 2 === 0 ? x : samples[1]![i]!));
    const quantized = await quantize(network, [far, samples[1]!], { profile: 'a8' });
    expect(new Set(quantized.report.values.map(({ bits }) => bits))).toEqual(new Set([8]));
    const wide = await quantize(network, samples, { profile: 'a16' });
    expect(new Set(wide.report.values.map(({ bits }) => bits))).toEqual(new Set([16]));
    const float = await quantize(network, samples, { profile: 'f32' });
    expect(new Set(float.report.values.map(({ bits }) => bits))).toEqual(new Set([32]));
  });

  it('and gives the same bytes again', async () => {
    const { network, samples } = cancelling();
    const [first, second] = await Promise.all(
      [1, 2].map(() => quantize(network, samples, { profile: 'a8' })),
    );
    expect(encodeGraph(second!.network.graph)).toEqual(encodeGraph(first!.network.graph));
  });

  it('tells how far it is, and stops when told to', async () => {
    const { network, samples } = cancelling();
    const controller = new AbortController();
    const stopped = quantize(network, samples, {
      profile: 'a8',
      signal: controller.signal,
      onProgress: ({ task, done, total }) => {
        expect(done).toBeLessThanOrEqual(total);
        if (task === 'widen') controller.abort();
      },
    });
    await expect(stopped).rejects.toThrow(/abort/);
  });

  it('in a decoder with a state of its own, which Keras opens again', async () => {
    const example = loadFamily('rnn').find(({ name }) => name === 'encoder_decoder')!;
    const float = await importKeras(example.bytes);
    const inputs = inputsOf(float.graph, example);
    const quantized = await quantize(float, inputs, { profile: 'a8' });
    const again = await importKeras(await exportKeras(quantized.network));
    const { value } = again.graph.outputs[0]!;
    const [expected, actual] = await Promise.all(
      [float, again].map(
        async ({ graph }) => (await evaluate(graph, inputs, example.batch)).get(graph.outputs[0]!.value)!,
      ),
    );
    const most = expected!.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
    expect(value).toBeGreaterThan(0);
    for (const [i, x] of expected!.entries()) expect(Math.abs(x - actual![i]!)).toBeLessThan(0.05 * most);
  });
});

describe('which layers are wide', () => {
  it('those whose rounding costs most, until the others are within the budget', () => {
    const noises = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });
    fc.assert(
      fc.property(noises, fc.double({ min: 0, max: 2, noNaN: true }), (list, budget) => {
        const wide = chooseWide(
          list.map((noise, i) => ({ values: [i], noise })),
          budget,
        );
        const left = list.filter((_, i) => !wide.has(i));
        const sum = left.reduce((total, noise) => total + noise, 0);
        expect(sum).toBeLessThanOrEqual(budget + 1e-9);
        // None could be done without, and none that costs less was taken in its place.
        const least = Math.min(...list.filter((_, i) => wide.has(i)));
        for (const noise of left) expect(noise).toBeLessThanOrEqual(least);
        if (wide.size > 0) expect(sum + least).toBeGreaterThan(budget - 1e-9);
      }),
    );
    expect(chooseWide([{ values: [1, 2], noise: 0 }], -1)).toEqual(new Set([1, 2]));
  });

  it('is told by rounding one at a time', async () => {
    const { network, samples } = cancelling();
    const { graph } = network;
    const options = { withMoments: false, withCounts: true, withRecurrents: false };
    const calibration = await calibrate(graph, samples, options);
    const assignments = assignSchemes(inOneWidth(graph, calibration, 'a8'), 1.25);
    const found = await measureSensitivities(graph, samples, assignments);
    const noiseOf = new Map(found.map(({ values, noise }) => [values.join(), noise]));
    expect([...noiseOf.keys()].sort()).toEqual(['0', '1', '2', '3', '4', '5', '6']);
    expect(noiseOf.get('0')).toBeGreaterThan(0.1);
    for (const value of ['1', '2', '3', '4', '5', '6']) expect(noiseOf.get(value)).toBeLessThan(0.01);
  });

  it.each([
    ['rnn', 'encoder_decoder'],
    ['rnn', 'bidirectional_lstm'],
    ['attention', 'transformer_block'],
    ['models', 'operators'],
    ['operations', 'activations'],
  ])('%s/%s: whichever they are, each node has one width around it', async (family, name) => {
    const example = loadFamily(family).find((own) => own.name === name)!;
    const { graph } = await importKeras(example.bytes);
    const inputs = inputsOf(graph, example);
    const calibration = await calibrate(graph, inputs, {
      withMoments: false,
      withCounts: true,
      withRecurrents: true,
    });
    await fc.assert(
      fc.asyncProperty(fc.subarray([...calibration.histograms.keys()]), async (wide) => {
        const widened = widen(graph, calibration, new Set(wide));
        for (const node of widened.graph.nodes) {
          const real = [...node.inputs, ...node.outputs].filter((value) =>
            widened.calibration.histograms.has(value),
          );
          const widths = new Set(real.map(widened.widthOf));
          const isBridge =
            node.op === 'reshape' &&
            node.inputs[0]! < node.outputs[0]! &&
            node.outputs[0]! >= graph.values.length;
          expect(widths.size).toBe(isBridge ? 2 : Math.min(real.length, 1));
        }
        expect(widened.graph.nodes.length - graph.nodes.length).toBe(
          widened.graph.values.length - graph.values.length,
        );
      }),
      { numRuns: 25 },
    );
  });
});

it('O3: what a node computes in is told by what is around it', async () => {
  const { network, samples } = cancelling();
  const { network: made } = await quantize(network, samples, { profile: 'a8' });
  for (const node of made.graph.nodes) {
    const types = [...node.inputs, ...node.outputs].map((value) => made.graph.values[value]!.type);
    expect(profileOfNode(made.graph, node)).toBe(types.includes('i16') ? 'a16' : 'a8');
    if (node.op !== 'requantize') expect(new Set(types).size).toBe(1);
  }
});
