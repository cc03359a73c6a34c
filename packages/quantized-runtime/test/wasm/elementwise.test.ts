import fc from 'fast-check';
import { test } from 'vitest';
import { elementCount } from '../../src/graph/element-types.ts';
import type { BinaryNode, UnaryNode } from '../../src/graph/graph.ts';
import { createRandom } from '../support/random.ts';
import { activation, activations, integerProfile, requantization, seeds } from './arbitrary.ts';
import { expectSame } from './expect-same.ts';
import { graphOf } from './run-node.ts';

const typeOf = (profile: 'a16' | 'a8') => (profile === 'a16' ? ('i16' as const) : ('i8' as const));
const sizes = fc.array(fc.integer({ min: 1, max: 11 }), { minLength: 1, maxLength: 3 });
const batches = fc.integer({ min: 1, max: 3 });

test('add, sub and mul equal the reference, also where one input repeats', () => {
  fc.assert(
    fc.property(
      seeds,
      integerProfile,
      sizes,
      fc.constantFrom('add' as const, 'sub' as const, 'mul' as const),
      fc.constantFrom('none', 'left', 'right'),
      batches,
      (seed, profile, shape, fn, repeated, batch) => {
        const random = createRandom(seed);
        const last = shape.slice(-1);
        const a = activation(profile, repeated === 'left' ? last : shape, random.edgy(-128, 127));
        const b = activation(profile, repeated === 'right' ? last : shape, random.edgy(-128, 127));
        const y = activation(profile, shape, random.edgy(-128, 127));
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
          min: random.integer(0, 1) ? y.zero : null,
          max: null,
          params: { mult: 'mult', shift: 'shift' },
        };
        const graph = graphOf(node, profile, [a, b, y], { mult, shift: one.shift });
        const inputs = [a, b].map((value) =>
          activations(random, typeOf(profile), batch * elementCount(value.shape)),
        );
        expectSame({ graph, inputs, batch });
      },
    ),
    { numRuns: 400 },
  );
});

test('table lookup and interpolation equal the reference on every input', () => {
  for (const profile of ['a16', 'a8'] as const) {
    const random = createRandom(5);
    const data =
      profile === 'a16'
        ? Int16Array.from({ length: 1025 }, () => random.edgy(-32767, 32767))
        : Int8Array.from({ length: 256 }, () => random.edgy(-128, 127));
    const all =
      profile === 'a16'
        ? Int16Array.from({ length: 65535 }, (_, i) => i - 32767)
        : Int8Array.from({ length: 256 }, (_, i) => i - 128);
    const node: UnaryNode = {
      op: 'unary',
      fn: 'tanh',
      layer: 'u',
      inputs: [0],
      outputs: [1],
      alpha: 0,
      beta: 0,
      params: { table: 'table' },
    };
    const values = [activation(profile, [all.length], 3), activation(profile, [all.length], -4)];
    const graph = graphOf(node, profile, values, { table: { shape: [data.length], data } });
    expectSame({ graph, inputs: [new Uint8Array(all.buffer)], batch: 1 });
  }
});
