import fc from 'fast-check';
import { expect, test } from 'vitest';
import { elementCount } from '../../src/graph/element-types.ts';
import type { ConvTransposeNode, DepthwiseNode } from '../../src/graph/graph.ts';
import { wasmKernels } from '../../src/kernels/wasm/index.ts';
import { plainValue, realPort } from '../../src/workshop/build/plain.ts';
import { BACKENDS } from '../support/backends.ts';
import { createRandom, type Random } from '../support/random.ts';
import {
  anyProfile,
  batches,
  bytesFor,
  clampFor,
  floats,
  randomValue,
  requantization,
  seeds,
} from './arbitrary.ts';
import { expectSame } from './expect-same.ts';
import { axisOf, boundedKernel } from './geometry.ts';
import { graphOf, runNode } from './run-node.ts';

const shared = {
  seed: seeds,
  profile: anyProfile,
  rank: fc.integer({ min: 1, max: 3 }),
  batch: batches,
  biased: fc.boolean(),
  single: fc.boolean(),
};

function tensorsOf(
  random: Random,
  { profile, single }: { profile: string; single: boolean },
  shape: readonly number[],
  outputs: number,
  fanIn: number,
) {
  const { bias, mult, shift } = requantization(random, outputs, 2 ** 29, single);
  return profile === 'f32'
    ? {
        kernel: { shape, data: floats(random, elementCount(shape), false) },
        bias: { shape: [outputs], data: floats(random, outputs, false) },
      }
    : { kernel: boundedKernel(random, shape, fanIn), bias, mult, shift };
}

const params = (profile: string, biased: boolean) => ({
  kernel: 'kernel',
  ...(biased && { bias: 'bias' }),
  ...(profile !== 'f32' && { mult: 'mult', shift: 'shift' }),
});

/** One axis of a transposed convolution: windows apart and overlapping, cropped and with cells added. */
function upwards(random: Random) {
  const [size, kernel] = [random.integer(1, 5), random.integer(1, 5)];
  const [stride, dilation] = [random.integer(1, 4), random.integer(1, 2)];
  const full = (size - 1) * stride + (kernel - 1) * dilation + 1;
  const before = random.integer(-3, Math.floor((full - 1) / 2));
  const after = random.integer(-3, Math.floor((full - 1) / 2));
  return { size, kernel, stride, dilation, padding: [before, after] as const, output: full - before - after };
}

test('convTranspose equals the reference: strides, dilations, crops, phases without a tap', () => {
  fc.assert(
    fc.property(
      fc.record({
        ...shared,
        channels: fc.integer({ min: 1, max: 9 }),
        filters: fc.integer({ min: 1, max: 10 }),
      }),
      ({ seed, profile, rank, batch, biased, single, channels, filters }) => {
        const random = createRandom(seed);
        const axes = Array.from({ length: rank }, () => upwards(random));
        const window = axes.map(({ kernel }) => kernel);
        const x = randomValue(random, profile, [...axes.map(({ size }) => size), channels]);
        const y = randomValue(random, profile, [...axes.map(({ output }) => output), filters]);
        // What makes many products, or rows, for few that count is left to the reference kernel.
        const needed = elementCount(x.shape.slice(0, -1)) * elementCount(window);
        fc.pre(elementCount(y.shape.slice(0, -1)) * elementCount(window) <= Math.max(1024, 16 * needed));
        const { stride, output } = axes.at(-1)!;
        const rows = elementCount(y.shape.slice(0, -2)) * Math.min(stride, output);
        fc.pre(rows <= Math.max(64, 2 * needed));
        const fanIn = elementCount(window) * channels * 2;
        const shape = [...window, channels, filters];
        const node: ConvTransposeNode = {
          ...{ op: 'convTranspose', layer: 'c', inputs: [0], outputs: [1], ...clampFor(random, y) },
          strides: axes.map(({ stride }) => stride),
          dilations: axes.map(({ dilation }) => dilation),
          padding: axes.map(({ padding }) => padding),
          params: params(profile, biased),
        };
        const tensors = tensorsOf(random, { profile, single }, shape, filters, fanIn);
        const graph = graphOf(node, profile, [x, y], tensors);
        expectSame({ graph, inputs: [bytesFor(random, x, batch)], batch });
      },
    ),
    { numRuns: 250 },
  );
});

test('depthwise with a channel multiplier equals the reference', () => {
  fc.assert(
    fc.property(
      fc.record({
        ...shared,
        channels: fc.integer({ min: 1, max: 9 }),
        times: fc.integer({ min: 2, max: 4 }),
      }),
      ({ seed, profile, rank, batch, biased, single, channels, times }) => {
        const random = createRandom(seed);
        const axes = Array.from({ length: rank }, () => axisOf(random, true));
        const window = axes.map(({ kernel }) => kernel);
        const outputs = channels * times;
        const x = randomValue(random, profile, [...axes.map(({ size }) => size), channels]);
        const y = randomValue(random, profile, [...axes.map(({ output }) => output), outputs]);
        const shape = [...window, channels, times];
        const node: DepthwiseNode = {
          ...{ op: 'depthwise', layer: 'd', inputs: [0], outputs: [1], ...clampFor(random, y) },
          strides: axes.map(({ stride }) => stride),
          dilations: axes.map(({ dilation }) => dilation),
          padding: axes.map(({ padding }) => padding),
          params: params(profile, biased),
        };
        const tensors = tensorsOf(random, { profile, single }, shape, outputs, elementCount(window));
        const graph = graphOf(node, profile, [x, y], tensors);
        expectSame({ graph, inputs: [bytesFor(random, x, batch)], batch });
      },
    ),
    { numRuns: 200 },
  );
});

test('a stride of thousands, or a wide border around many channels, asks for no memory', () => {
  const random = createRandom(1);
  const node = (stride: number, added: number): ConvTransposeNode => ({
    ...{ op: 'convTranspose', layer: 'c', inputs: [0], outputs: [1], min: null, max: null },
    ...{ strides: [stride, stride], dilations: [1, 1], params: params('a16', false) },
    padding: [
      [-added, 0],
      [-added, 0],
    ],
  });
  const serve = (of: ConvTransposeNode, channels: number, kernel: number) => {
    const x = randomValue(random, 'a16', [1, 1, channels]);
    const side = kernel + -of.padding[0]![0];
    const y = randomValue(random, 'a16', [side, side, 1]);
    const shape = [kernel, kernel, channels, 1];
    const tensors = tensorsOf(random, { profile: 'a16', single: true }, shape, 1, 9);
    const graph = graphOf(of, 'a16', [x, y], tensors);
    return runNode(wasmKernels, { graph, inputs: [bytesFor(random, x, 1)], batch: 1 });
  };
  expect(serve(node(64, 0), 1, 64)).toBeNull();
  expect(serve(node(1, 2000), 9, 1)).toBeNull();
  expect(serve(node(1, 0), 1, 5)).not.toBeNull();
});

test('a kernel much wider than the input is left to the reference kernel', () => {
  const wide = (taps: number) =>
    runNode(wasmKernels, {
      graph: graphOf(
        {
          ...{ op: 'convTranspose', layer: 'c', inputs: [0], outputs: [1], min: null, max: null },
          ...{ strides: [1], dilations: [1], padding: [[0, 0]], params: { kernel: 'kernel' } },
        },
        'f32',
        [randomValue(createRandom(1), 'f32', [1, 1]), randomValue(createRandom(1), 'f32', [taps, 1])],
        { kernel: { shape: [taps, 1, 1], data: new Float32Array(taps) } },
      ),
      inputs: [new Uint8Array(4)],
      batch: 1,
    });
  expect([wide(32), wide(33)].map((outputs) => outputs === null)).toEqual([false, true]);
});

test.each(BACKENDS)('outputs that meet nothing are the bias, however many there are: %s', (_, load) => {
  const output = 3 + 1000 + 1 + 5000;
  const graph = graphOf(
    {
      ...{ op: 'convTranspose', layer: 'c', inputs: [0], outputs: [1], min: null, max: null },
      ...{ strides: [1000], dilations: [1], padding: [[-3, -5000]] },
      params: { kernel: 'kernel', bias: 'bias' },
    },
    'f32',
    [plainValue([2, 1]), plainValue([output, 2])],
    {
      kernel: { shape: [1, 1, 2], data: Float32Array.of(2, 3) },
      bias: { shape: [2], data: Float32Array.of(0.5, 7) },
    },
  );
  const ports = { inputs: [realPort('x', 0)], outputs: [{ name: 'y', value: 1 }] };
  const model = load({ ...graph, ...ports });
  const expected = ([a, b]: readonly [number, number]) => {
    const all = Array.from({ length: output }, () => [0.5, 7]);
    all[3] = [2 * a + 0.5, 3 * a + 7];
    all[1003] = [2 * b + 0.5, 3 * b + 7];
    return all.flat();
  };
  const given = [...model.decodeReal(model.run(model.encodeReal([1, 2, -4, 8]), 2))];
  expect(given).toEqual([...expected([1, 2]), ...expected([-4, 8])]);
});

test('a stride that parts the output into a thousand rows is left to the reference kernel', () => {
  const apart = (stride: number) => {
    const x = randomValue(createRandom(1), 'f32', [2, 1]);
    const y = randomValue(createRandom(1), 'f32', [stride + 1, 1]);
    const node: ConvTransposeNode = {
      ...{ op: 'convTranspose', layer: 'c', inputs: [0], outputs: [1], min: null, max: null },
      ...{ strides: [stride], dilations: [1], padding: [[0, 0]], params: { kernel: 'kernel' } },
    };
    const tensors = { kernel: { shape: [1, 1, 1], data: new Float32Array(1) } };
    return runNode(wasmKernels, {
      graph: graphOf(node, 'f32', [x, y], tensors),
      inputs: [new Uint8Array(8)],
      batch: 1,
    });
  };
  expect([apart(64), apart(65)].map((outputs) => outputs === null)).toEqual([false, true]);
});

test('a channel multiplier that would repeat too much is left to the reference kernel', () => {
  const random = createRandom(2);
  const serve = (times: number) => {
    const x = randomValue(random, 'a16', [1000, 1]);
    const y = randomValue(random, 'a16', [1, times]);
    const shape = [1, 1, times];
    const node: DepthwiseNode = {
      ...{ op: 'depthwise', layer: 'd', inputs: [0], outputs: [1], min: null, max: null },
      ...{ strides: [1000], dilations: [1], padding: [[0, 0]], params: params('a16', false) },
    };
    const tensors = tensorsOf(random, { profile: 'a16', single: true }, shape, times, 1);
    const graph = graphOf(node, 'a16', [x, y], tensors);
    return runNode(wasmKernels, { graph, inputs: [bytesFor(random, x, 1)], batch: 1 });
  };
  expect(serve(20_000)).toBeNull();
  expect(serve(20)).not.toBeNull();
});
