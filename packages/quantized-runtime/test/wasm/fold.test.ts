import fc from 'fast-check';
import { test } from 'vitest';
import { elementCount } from '../../src/graph/element-types.ts';
import type { ElementType, PoolNode, ReduceNode, Value } from '../../src/graph/graph.ts';
import { createRandom, type Random } from '../support/random.ts';
import { anyProfile, batches, bytesFor, randomValue, requantization, seeds } from './arbitrary.ts';
import { expectSame } from './expect-same.ts';
import { axisOf } from './geometry.ts';
import { graphOf } from './run-node.ts';

/** Types whose extremes move data: also masks and indices. */
const types = fc.constantFrom<ElementType>('i16', 'i8', 'u8', 'i32', 'f32');

function drawBytes(random: Random, value: Value, batch: number): Uint8Array {
  if (value.type !== 'i32') return bytesFor(random, value, batch);
  const data = Int32Array.from({ length: batch * elementCount(value.shape) }, () =>
    random.edgy(-(2 ** 31), 2 ** 31 - 1),
  );
  return new Uint8Array(data.buffer);
}

const reduced = fc.record({
  seed: seeds,
  shape: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
  some: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  batch: batches,
});

function axesOf(shape: readonly number[], some: readonly boolean[]) {
  const axes = shape.map((_, axis) => axis).filter((axis) => some[axis]);
  return { axes, left: shape.filter((_, axis) => !some[axis]) };
}

test('sums and means over any axes equal the reference in every profile', () => {
  fc.assert(
    fc.property(
      reduced,
      anyProfile,
      fc.constantFrom('sum' as const, 'mean' as const),
      ({ seed, shape, some, batch }, profile, fn) => {
        const random = createRandom(seed);
        const { axes, left } = axesOf(shape, some);
        const { mult, shift } = requantization(random, 1, 0, true);
        const [x, y] = [randomValue(random, profile, shape), randomValue(random, profile, left)];
        const node: ReduceNode = {
          ...{ op: 'reduce', fn, layer: 'r', inputs: [0], outputs: [1], axes },
          params: profile === 'f32' ? {} : { mult: 'mult', shift: 'shift' },
        };
        const graph = graphOf(node, profile, [x, y], { mult, shift });
        expectSame({ graph, inputs: [bytesFor(random, x, batch)], batch });
      },
    ),
    { numRuns: 300 },
  );
});

test('maxima and minima over any axes equal the reference for every type', () => {
  fc.assert(
    fc.property(
      reduced,
      types,
      fc.constantFrom('max' as const, 'min' as const),
      ({ seed, shape, some, batch }, type, fn) => {
        const random = createRandom(seed);
        const { axes, left } = axesOf(shape, some);
        const value = (of: readonly number[]): Value => ({ shape: of, type, scale: 1, zero: 0 });
        const node: ReduceNode = {
          ...{ op: 'reduce', fn, layer: 'r', inputs: [0], outputs: [1], axes, params: {} },
        };
        const profile = type === 'f32' ? 'f32' : 'a16';
        const graph = graphOf(node, profile, [value(shape), value(left)], {});
        expectSame({ graph, inputs: [drawBytes(random, value(shape), batch)], batch });
      },
    ),
    { numRuns: 300 },
  );
});

test('pools equal the reference for every rank and type: windows over the edge, both functions', () => {
  fc.assert(
    fc.property(
      fc.record({
        seed: seeds,
        type: types,
        rank: fc.integer({ min: 1, max: 3 }),
        channels: fc.integer({ min: 1, max: 21 }),
        average: fc.boolean(),
        batch: batches,
      }),
      ({ seed, type, rank, channels, average, batch }) => {
        const random = createRandom(seed);
        const axes = Array.from({ length: rank }, () => axisOf(random, false));
        const averages = average && type !== 'u8' && type !== 'i32';
        const window = axes.map(({ kernel }) => kernel);
        const zero = type === 'i8' ? random.edgy(-128, 127) : 0;
        const value = (of: readonly number[]): Value => ({ shape: [...of, channels], type, scale: 1, zero });
        const x = value(axes.map(({ size }) => size));
        const y = value(axes.map(({ output }) => output));
        const padded = axes.some(({ padding }) => padding[0] + padding[1] > 0);
        const { mult, shift } = requantization(random, padded ? elementCount(window) : 1, 0, false);
        const node: PoolNode = {
          ...{ op: 'pool', fn: averages ? 'avg' : 'max', layer: 'p', inputs: [0], outputs: [1] },
          size: window,
          strides: axes.map(({ stride }) => stride),
          padding: axes.map(({ padding }) => padding),
          params: averages && type !== 'f32' ? { mult: 'mult', shift: 'shift' } : {},
        };
        const profile = type === 'f32' ? 'f32' : type === 'i8' ? 'a8' : 'a16';
        const graph = graphOf(node, profile, [x, y], { mult, shift });
        expectSame({ graph, inputs: [drawBytes(random, x, batch)], batch });
      },
    ),
    { numRuns: 300 },
  );
});
