import fc from 'fast-check';
import { expect, test } from 'vitest';
import { elementCount } from '../../src/graph/element-types.ts';
import type { ConvNode, DepthwiseNode, PoolNode } from '../../src/graph/graph.ts';
import { createRandom, type Random } from '../support/random.ts';
import { activation, activations, int8Kernel, integerProfile, requantization, seeds } from './arbitrary.ts';
import { expectSame } from './expect-same.ts';
import { axisOf, boundedKernel } from './geometry.ts';
import { graphOf } from './run-node.ts';

const shared = {
  seed: seeds,
  profile: integerProfile,
  rank: fc.integer({ min: 1, max: 3 }),
  batch: fc.integer({ min: 1, max: 3 }),
  single: fc.boolean(),
  relu: fc.boolean(),
};

const operandBytes = (random: Random, profile: 'a16' | 'a8', count: number) =>
  activations(random, profile === 'a16' ? 'i16' : 'i8', count);

test('conv equals the reference: ranks, strides, dilations, padding, groups', () => {
  fc.assert(
    fc.property(
      fc.record({
        ...shared,
        dilated: fc.boolean(),
        groups: fc.constantFrom(1, 1, 2, 3),
        perGroup: fc.integer({ min: 1, max: 9 }),
        filters: fc.integer({ min: 1, max: 11 }),
        // More than 64 product rows are computed in blocks.
        spare: fc.constantFrom(6, 6, 6, 100),
      }),
      ({ seed, profile, rank, batch, single, relu, dilated, groups, perGroup, filters, spare }) => {
        const random = createRandom(seed);
        const axes = Array.from({ length: rank }, (_, index) =>
          axisOf(random, dilated, rank < 3 && index === rank - 1 ? spare : 6),
        );
        const channels = perGroup * groups;
        const outputs = filters * groups;
        const zero = profile === 'a8' ? random.edgy(-128, 127) : 0;
        const x = activation(profile, [...axes.map(({ size }) => size), channels], profile === 'a8' ? 5 : 0);
        const y = activation(profile, [...axes.map(({ output }) => output), outputs], zero);
        const sizes = axes.map(({ kernel }) => kernel);
        const kernel = boundedKernel(random, [...sizes, perGroup, outputs], elementCount(sizes) * perGroup);
        const { bias, mult, shift } = requantization(random, outputs, 2 ** 29, single);
        const node: ConvNode = {
          op: 'conv',
          layer: 'c',
          inputs: [0],
          outputs: [1],
          min: relu ? zero : null,
          max: null,
          strides: axes.map(({ stride }) => stride),
          dilations: axes.map(({ dilation }) => dilation),
          padding: axes.map(({ padding }) => padding),
          groups,
          params: { kernel: 'kernel', bias: 'bias', mult: 'mult', shift: 'shift' },
        };
        const graph = graphOf(node, profile, [x, y], { kernel, bias, mult, shift });
        expectSame({ graph, inputs: [operandBytes(random, profile, batch * elementCount(x.shape))], batch });
      },
    ),
    { numRuns: 250 },
  );
});

test('depthwise equals the reference: ranks, strides, dilations, padding', () => {
  fc.assert(
    fc.property(
      fc.record({
        ...shared,
        dilated: fc.boolean(),
        // Up to 32 channels lie in one block; more in several.
        channels: fc.oneof(fc.integer({ min: 1, max: 21 }), fc.integer({ min: 30, max: 70 })),
        three: fc.boolean(),
        // Rows of more than 64 outputs are computed in runs.
        spare: fc.constantFrom(6, 6, 6, 150),
      }),
      ({ seed, profile, rank, batch, single, relu, dilated, channels, three, spare }) => {
        const random = createRandom(seed);
        // `three`: 3 x 3, the size with a kernel of its own.
        const length = three ? 2 : rank;
        const axes = Array.from({ length }, (_, index) => {
          const draw = () => axisOf(random, dilated, rank < 3 && index === length - 1 ? spare : 6);
          let axis = draw();
          while (three && axis.kernel !== 3) axis = draw();
          return axis;
        });
        const zero = profile === 'a8' ? random.edgy(-128, 127) : 0;
        const x = activation(profile, [...axes.map(({ size }) => size), channels], profile === 'a8' ? -7 : 0);
        const y = activation(profile, [...axes.map(({ output }) => output), channels], zero);
        const sizes = axes.map(({ kernel }) => kernel);
        const kernel = boundedKernel(random, [...sizes, channels, 1], elementCount(sizes));
        const { bias, mult, shift } = requantization(random, channels, 2 ** 29, single);
        const node: DepthwiseNode = {
          op: 'depthwise',
          layer: 'd',
          inputs: [0],
          outputs: [1],
          min: relu ? zero : null,
          max: relu ? Math.min(zero + 100, 127) : null,
          strides: axes.map(({ stride }) => stride),
          dilations: axes.map(({ dilation }) => dilation),
          padding: axes.map(({ padding }) => padding),
          params: { kernel: 'kernel', bias: 'bias', mult: 'mult', shift: 'shift' },
        };
        const graph = graphOf(node, profile, [x, y], { kernel, bias, mult, shift });
        expectSame({ graph, inputs: [operandBytes(random, profile, batch * elementCount(x.shape))], batch });
      },
    ),
    { numRuns: 250 },
  );
});

test('a convolution with one input channel a group runs as depthwise', () => {
  const random = createRandom(11);
  const x = activation('a16', [6, 5, 12], 0);
  const y = activation('a16', [4, 3, 12], 0);
  const kernel = int8Kernel(random, [3, 3, 1, 12]);
  const { bias, mult, shift } = requantization(random, 12, 1000, false);
  const node: ConvNode = {
    op: 'conv',
    layer: 'c',
    inputs: [0],
    outputs: [1],
    min: null,
    max: null,
    strides: [1, 1],
    dilations: [1, 1],
    padding: [
      [0, 0],
      [0, 0],
    ],
    groups: 12,
    params: { kernel: 'kernel', bias: 'bias', mult: 'mult', shift: 'shift' },
  };
  const graph = graphOf(node, 'a16', [x, y], { kernel, bias, mult, shift });
  const [bytes] = expectSame({ graph, inputs: [activations(random, 'i16', 360)], batch: 1 });
  expect(bytes).toHaveLength(288);
});

test('pools equal the reference: windows over the edge, both functions', () => {
  fc.assert(
    fc.property(
      fc.record({
        ...shared,
        channels: fc.integer({ min: 1, max: 35 }),
        fn: fc.constantFrom('max' as const, 'avg' as const),
        // Whole 2 x 2 windows have a kernel of their own.
        two: fc.constantFrom(false, false, true),
      }),
      ({ seed, profile, rank, batch, channels, fn, two }) => {
        const random = createRandom(seed);
        const pairs = () => {
          const size = random.integer(2, 9);
          const stride = random.integer(1, 3);
          const output = Math.floor((size - 2) / stride) + 1;
          return { kernel: 2, stride, padding: [0, 0] as const, size, output };
        };
        const axes = two
          ? [pairs(), pairs()]
          : Array.from({ length: Math.min(rank, 2) }, () => axisOf(random, false));
        const window = axes.map(({ kernel }) => kernel);
        const zero = profile === 'a8' ? random.edgy(-128, 127) : 0;
        const x = activation(profile, [...axes.map(({ size }) => size), channels], zero);
        const y = activation(
          profile,
          [...axes.map(({ output }) => output), channels],
          fn === 'max' || profile === 'a16' ? zero : 3,
        );
        const padded = axes.some(({ padding }) => padding[0] + padding[1] > 0);
        const { mult, shift } = requantization(random, padded ? elementCount(window) : 1, 0, false);
        const node: PoolNode = {
          op: 'pool',
          fn,
          layer: 'p',
          inputs: [0],
          outputs: [1],
          size: window,
          strides: axes.map(({ stride }) => stride),
          padding: axes.map(({ padding }) => padding),
          params: fn === 'avg' ? { mult: 'mult', shift: 'shift' } : {},
        };
        const graph = graphOf(node, profile, [x, y], { mult, shift });
        expectSame({ graph, inputs: [operandBytes(random, profile, batch * elementCount(x.shape))], batch });
      },
    ),
    { numRuns: 300 },
  );
});
