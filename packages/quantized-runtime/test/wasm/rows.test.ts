import fc from 'fast-check';
import { test } from 'vitest';
import type { ReduceNode, SoftmaxNode } from '../../src/graph/graph.ts';
import { activation, activations, createRandom, integerProfile, requantization, seeds } from './arbitrary.ts';
import { expectSame } from './expect-same.ts';
import { graphOf } from './run-node.ts';

const typeOf = (profile: 'a16' | 'a8') => (profile === 'a16' ? ('i16' as const) : ('i8' as const));

test('softmax equals the reference for exponential and hostile tables', () => {
  fc.assert(
    fc.property(
      seeds,
      integerProfile,
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 5 }),
      fc.boolean(),
      (seed, profile, length, rows, batch, hostile) => {
        const random = createRandom(seed);
        const scale = random.integer(1, 1000) / 100_000;
        const hi = (i: number) =>
          hostile ? random.edgy(0, 2 ** 30) : Math.round(2 ** 30 * Math.exp(-256 * i * scale));
        const lo = (j: number) =>
          hostile ? random.edgy(0, 2 ** 15) : Math.round(2 ** 15 * Math.exp(-j * scale));
        const table = Int32Array.from({ length: 512 }, (_, i) => (i < 256 ? hi(i) : lo(i - 256)));
        table[0] = 2 ** 30;
        table[256] = 2 ** 15;
        const node: SoftmaxNode = {
          op: 'softmax',
          layer: 's',
          inputs: [0],
          outputs: [1],
          log: false,
          params: { table: 'table' },
        };
        const x = activation(profile, [rows, length], 0);
        const y = activation(profile, [rows, length], -128);
        const graph = graphOf(node, profile, [x, y], { table: { shape: [512], data: table } });
        expectSame({ graph, inputs: [activations(random, typeOf(profile), batch * rows * length)], batch });
      },
    ),
    { numRuns: 300 },
  );
});

test('reductions over all axes but the last equal the reference', () => {
  fc.assert(
    fc.property(
      seeds,
      integerProfile,
      fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 35 }),
      fc.integer({ min: 1, max: 3 }),
      fc.constantFrom('sum' as const, 'mean' as const, 'max' as const),
      (seed, profile, leading, channels, batch, fn) => {
        const random = createRandom(seed);
        const zero = random.edgy(-128, 127);
        const { mult, shift } = requantization(random, 1, 0, true);
        const node: ReduceNode = {
          op: 'reduce',
          fn,
          layer: 'r',
          inputs: [0],
          outputs: [1],
          axes: leading.map((_, axis) => axis),
          params: fn === 'max' ? {} : { mult: 'mult', shift: 'shift' },
        };
        const x = activation(profile, [...leading, channels], zero);
        const y = activation(profile, [channels], fn === 'max' ? zero : -5);
        const graph = graphOf(node, profile, [x, y], { mult, shift });
        const count = batch * channels * leading.reduce((a, b) => a * b, 1);
        expectSame({ graph, inputs: [activations(random, typeOf(profile), count)], batch });
      },
    ),
    { numRuns: 200 },
  );
});
