import fc from 'fast-check';
import { test } from 'vitest';
import { elementCount } from '../../src/graph/element-types.ts';
import type { ConvNode, DenseNode, DepthwiseNode, Tensor } from '../../src/graph/graph.ts';
import { plainValue } from '../../src/workshop/build/plain.ts';
import { createRandom, type Random } from '../support/random.ts';
import { floats, seeds } from './arbitrary.ts';
import { expectSame } from './expect-same.ts';
import { graphOf } from './run-node.ts';

const tensor = (random: Random, shape: readonly number[]): Tensor => ({
  shape,
  data: floats(random, elementCount(shape), false),
});
const clamps = [
  { min: null, max: null },
  { min: 0, max: null },
  { min: -0.1, max: 6.1 },
] as const;
const shared = {
  seed: seeds,
  batch: fc.integer({ min: 1, max: 3 }),
  clamp: fc.constantFrom(...clamps),
  biased: fc.boolean(),
  wild: fc.boolean(),
};

test('f32 dense gives the reference kernel’s bits', () => {
  fc.assert(
    fc.property(
      fc.record({
        ...shared,
        K: fc.integer({ min: 1, max: 40 }),
        N: fc.integer({ min: 1, max: 21 }),
        rows: fc.integer({ min: 1, max: 70 }),
      }),
      ({ seed, batch, clamp, biased, wild, K, N, rows }) => {
        const random = createRandom(seed);
        const node: DenseNode = {
          op: 'dense',
          layer: 'd',
          inputs: [0],
          outputs: [1],
          ...clamp,
          params: { kernel: 'kernel', ...(biased && { bias: 'bias' }) },
        };
        const tensors = { kernel: tensor(random, [K, N]), bias: tensor(random, [N]) };
        const graph = graphOf(node, 'f32', [plainValue([rows, K]), plainValue([rows, N])], tensors);
        expectSame({ graph, inputs: [new Uint8Array(floats(random, batch * rows * K, wild).buffer)], batch });
      },
    ),
    { numRuns: 150 },
  );
});

test('f32 conv and depthwise give the reference kernel’s bits', () => {
  fc.assert(
    fc.property(
      fc.record({
        ...shared,
        rank: fc.integer({ min: 1, max: 3 }),
        channels: fc.integer({ min: 1, max: 11 }),
        filters: fc.integer({ min: 1, max: 11 }),
        groups: fc.constantFrom(1, 1, 2),
        depthwise: fc.boolean(),
      }),
      ({ seed, batch, clamp, biased, wild, rank, channels, filters, groups, depthwise }) => {
        const random = createRandom(seed);
        const axes = Array.from({ length: rank }, () => {
          const [kernel, stride, dilation] = [
            random.integer(1, 3),
            random.integer(1, 2),
            random.integer(1, 2),
          ];
          const padding = [random.integer(0, kernel - 1), random.integer(0, kernel - 1)] as const;
          const reach = (kernel - 1) * dilation + 1;
          const size = Math.max(1, reach - padding[0] - padding[1]) + random.integer(0, 5);
          const output = Math.floor((size + padding[0] + padding[1] - reach) / stride) + 1;
          return { kernel, stride, dilation, padding, size, output };
        });
        const window = axes.map(({ kernel }) => kernel);
        const inputs = depthwise ? channels : channels * groups;
        const outputs = depthwise ? channels : filters * groups;
        const geometry = {
          layer: 'w',
          inputs: [0],
          outputs: [1],
          ...clamp,
          strides: axes.map(({ stride }) => stride),
          dilations: axes.map(({ dilation }) => dilation),
          padding: axes.map(({ padding }) => padding),
          params: { kernel: 'kernel', ...(biased && { bias: 'bias' }) },
        };
        const node: ConvNode | DepthwiseNode = depthwise
          ? { op: 'depthwise', ...geometry }
          : { op: 'conv', groups, ...geometry };
        const kernel = tensor(random, [...window, channels, depthwise ? 1 : outputs]);
        const x = plainValue([...axes.map(({ size }) => size), inputs]);
        const y = plainValue([...axes.map(({ output }) => output), outputs]);
        const graph = graphOf(node, 'f32', [x, y], { kernel, bias: tensor(random, [outputs]) });
        const data = floats(random, batch * elementCount(x.shape), wild);
        expectSame({ graph, inputs: [new Uint8Array(data.buffer)], batch });
      },
    ),
    { numRuns: 250 },
  );
});
