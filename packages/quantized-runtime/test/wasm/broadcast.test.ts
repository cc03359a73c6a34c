import fc from 'fast-check';
import { test } from 'vitest';
import { elementCount } from '../../src/graph/element-types.ts';
import type { BinaryNode, ElementType } from '../../src/graph/graph.ts';
import { createRandom, type Random } from '../support/random.ts';
import { anyProfile, batches, bytesFor, clampFor, randomValue, requantization, seeds } from './arbitrary.ts';
import { expectSame } from './expect-same.ts';
import { graphOf } from './run-node.ts';

const shapes = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 4 });

/** A shape that broadcasts to the given one: leading axes dropped, others of size 1. */
function smaller(random: Random, shape: readonly number[]): number[] {
  const from = random.integer(0, 3) === 0 ? random.integer(0, shape.length) : 0;
  return shape.slice(from).map((size) => (random.integer(0, 2) === 0 ? 1 : size));
}

test('binary functions equal the reference in every profile, however their inputs broadcast', () => {
  fc.assert(
    fc.property(
      seeds,
      anyProfile,
      shapes,
      fc.constantFrom<BinaryNode['fn']>('add', 'sub', 'mul', 'max', 'min', 'div'),
      batches,
      (seed, profile, shape, fn, batch) => {
        fc.pre(fn !== 'div' || profile === 'f32');
        const random = createRandom(seed);
        const y = randomValue(random, profile, shape);
        const moves = fn === 'max' || fn === 'min';
        const input = (of: readonly number[]) =>
          moves ? { ...y, shape: of } : randomValue(random, profile, of);
        const whole = input(shape);
        const other = input(random.integer(0, 3) === 0 ? shape : smaller(random, shape));
        // Sometimes neither has the output's shape.
        const both = shape.length > 1 && random.integer(0, 3) === 0;
        const first = both ? input([shape[0]!, ...shape.slice(1).map(() => 1)]) : whole;
        const second = both ? input([1, ...shape.slice(1)]) : other;
        const values = random.integer(0, 1) === 0 ? [first, second] : [second, first];
        const one = requantization(random, 1, 0, true);
        const mults = [random.edgy(2 ** 20, 2 ** 21 - 1), random.edgy(0, 2 ** 21 - 1)];
        if (random.integer(0, 1) === 0) mults.reverse();
        const mult = fn === 'mul' ? one.mult : { shape: [2], data: Int32Array.from(mults) };
        const node: BinaryNode = {
          op: 'binary',
          fn,
          layer: 'b',
          inputs: [0, 1],
          outputs: [2],
          ...clampFor(random, y),
          params: moves || profile === 'f32' ? {} : { mult: 'mult', shift: 'shift' },
        };
        const graph = graphOf(node, profile, [...values, y], { mult, shift: one.shift });
        expectSame({ graph, inputs: values.map((value) => bytesFor(random, value, batch)), batch });
      },
    ),
    { numRuns: 500 },
  );
});

test('maximum and minimum of masks and indices equal the reference', () => {
  fc.assert(
    fc.property(
      seeds,
      fc.constantFrom<ElementType>('u8', 'i32'),
      shapes,
      fc.constantFrom('max' as const, 'min' as const),
      batches,
      (seed, type, shape, fn, batch) => {
        const random = createRandom(seed);
        const value = { shape, type, scale: 1, zero: 0 };
        const last = { ...value, shape: shape.slice(-1) };
        const limits = { min: 0, max: type === 'u8' ? 255 : 100_000 };
        const node: BinaryNode = {
          ...{ op: 'binary', fn, layer: 'b', inputs: [0, 1], outputs: [2], params: {} },
          ...limits,
        };
        const inputs = [value, last].map((of) => {
          const data = Int32Array.from({ length: batch * elementCount(of.shape) }, () =>
            random.edgy(type === 'u8' ? 0 : -200_000, type === 'u8' ? 1 : 200_000),
          );
          return type === 'u8' ? Uint8Array.from(data) : new Uint8Array(data.buffer);
        });
        expectSame({ graph: graphOf(node, 'a16', [value, last, value], {}), inputs, batch });
      },
    ),
    { numRuns: 200 },
  );
});
