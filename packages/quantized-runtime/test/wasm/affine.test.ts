import fc from 'fast-check';
import { expect, test } from 'vitest';
import { elementCount } from '../../src/graph/element-types.ts';
import type { AffineNode, RequantizeNode } from '../../src/graph/graph.ts';
import { wasmKernels } from '../../src/kernels/wasm/index.ts';
import { createRandom, type Random } from '../support/random.ts';
import {
  anyProfile,
  batches,
  bytesFor,
  clampFor,
  floats,
  integerProfile,
  randomValue,
  requantization,
  seeds,
} from './arbitrary.ts';
import { expectSame } from './expect-same.ts';
import { graphOf, runNode } from './run-node.ts';

const shapes = fc.array(fc.integer({ min: 1, max: 11 }), { maxLength: 3 });

/** A shape that broadcasts to the given one. */
const smaller = (random: Random, shape: readonly number[]) =>
  shape.slice(random.integer(0, shape.length)).map((size) => (random.integer(0, 2) === 0 ? 1 : size));

test('affine equals the reference in every profile, however its constants broadcast', () => {
  fc.assert(
    fc.property(
      fc.record({
        seed: seeds,
        profile: anyProfile,
        shape: shapes,
        batch: batches,
        biased: fc.boolean(),
        single: fc.boolean(),
      }),
      ({ seed, profile, shape, batch, biased, single }) => {
        const random = createRandom(seed);
        const float = profile === 'f32';
        const channels = shape.at(-1) ?? 1;
        const [x, y] = [randomValue(random, profile, shape), randomValue(random, profile, shape)];
        const { mult, shift } = requantization(random, channels, 0, single);
        const [own, added] = [smaller(random, shape), smaller(random, shape)];
        const integers = (of: readonly number[], most: number) =>
          Array.from({ length: elementCount(of) }, () => random.edgy(-most, most));
        const kernel = float
          ? floats(random, elementCount(own), false)
          : Int16Array.from(integers(own, 32767));
        const bias = float
          ? floats(random, elementCount(added), false)
          : Int32Array.from(integers(added, 2 ** 29));
        const node: AffineNode = {
          ...{ op: 'affine', layer: 'a', inputs: [0], outputs: [1] },
          ...clampFor(random, y),
          params: {
            kernel: 'kernel',
            ...(biased && { bias: 'bias' }),
            ...(!float && { mult: 'mult', shift: 'shift' }),
          },
        };
        const tensors = {
          kernel: { shape: own, data: kernel },
          bias: { shape: added, data: bias },
          mult,
          shift,
        };
        const graph = graphOf(node, profile, [x, y], tensors);
        expectSame({ graph, inputs: [bytesFor(random, x, batch)], batch });
      },
    ),
    { numRuns: 300 },
  );
});

test('requantize equals the reference', () => {
  fc.assert(
    fc.property(
      seeds,
      integerProfile,
      shapes,
      fc.boolean(),
      batches,
      (seed, profile, shape, single, batch) => {
        const random = createRandom(seed);
        const [x, y] = [randomValue(random, profile, shape), randomValue(random, profile, shape)];
        const { mult, shift } = requantization(random, shape.at(-1) ?? 1, 0, single);
        const node: RequantizeNode = {
          ...{ op: 'requantize', layer: 'r', inputs: [0], outputs: [1] },
          ...clampFor(random, y),
          params: { mult: 'mult', shift: 'shift' },
        };
        const graph = graphOf(node, profile, [x, y], { mult, shift });
        expectSame({ graph, inputs: [bytesFor(random, x, batch)], batch });
      },
    ),
    { numRuns: 200 },
  );
});

test('constants of more elements than memory should hold are left to the reference kernel', () => {
  const shape = [2 ** 10 + 1, 2 ** 10];
  const random = createRandom(7);
  const [x, y] = [randomValue(random, 'a16', shape), randomValue(random, 'a16', shape)];
  const { mult, shift } = requantization(random, 1, 0, true);
  const params = { kernel: 'kernel', mult: 'mult', shift: 'shift' };
  const node: AffineNode = {
    ...{ op: 'affine', layer: 'a', inputs: [0], outputs: [1], min: null, max: null, params },
  };
  const serve = (own: readonly number[]) => {
    const kernel = { shape: own, data: new Int16Array(elementCount(own)).fill(3) };
    const graph = graphOf(node, 'a16', [x, y], { kernel, mult, shift });
    return runNode(wasmKernels, { graph, inputs: [bytesFor(random, x, 1)], batch: 1 });
  };
  expect(serve([shape[0]!, 1])).toBeNull();
  expect(serve([shape[1]!])).not.toBeNull();
});
