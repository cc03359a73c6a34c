import fc from 'fast-check';
import { test } from 'vitest';
import type { SoftmaxNode } from '../../src/graph/graph.ts';
import { createRandom } from '../support/random.ts';
import { activation, activations, integerProfile, seeds } from './arbitrary.ts';
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
