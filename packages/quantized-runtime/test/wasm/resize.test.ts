import fc from 'fast-check';
import { test } from 'vitest';
import type { ResizeNode } from '../../src/graph/graph.ts';
import { createRandom } from '../support/random.ts';
import { anyProfile, batches, bytesFor, randomValue, seeds } from './arbitrary.ts';
import { expectSame } from './expect-same.ts';
import { graphOf } from './run-node.ts';

const size = fc.integer({ min: 1, max: 9 });

test('resize equals the reference: up and down, nearest on every rank, bilinear, all conventions', () => {
  fc.assert(
    fc.property(
      fc.record({
        seed: seeds,
        profile: anyProfile,
        axes: fc.array(fc.tuple(size, size), { minLength: 1, maxLength: 3 }),
        channels: fc.integer({ min: 1, max: 20 }),
        batch: batches,
        convention: fc.constantFrom('plain', 'alignCorners', 'halfPixel'),
      }),
      ({ seed, profile, axes, channels, batch, convention }) => {
        const random = createRandom(seed);
        const x = randomValue(random, profile, [...axes.map(([from]) => from), channels]);
        const y = { ...x, shape: [...axes.map(([, to]) => to), channels] };
        const node: ResizeNode = {
          ...{ op: 'resize', layer: 'r', inputs: [0], outputs: [1] },
          fn: axes.length === 2 && random.integer(0, 3) > 0 ? 'bilinear' : 'nearest',
          alignCorners: convention === 'alignCorners',
          halfPixel: convention === 'halfPixel',
        };
        expectSame({
          graph: graphOf(node, profile, [x, y], {}),
          inputs: [bytesFor(random, x, batch)],
          batch,
        });
      },
    ),
    { numRuns: 300 },
  );
});
