import fc from 'fast-check';
import { test } from 'vitest';
import type { MatmulNode } from '../../src/graph/graph.ts';
import { createRandom } from '../support/random.ts';
import { anyProfile, bytesFor, clampFor, randomValue, seeds } from './arbitrary.ts';
import { expectSame } from './expect-same.ts';
import { graphOf } from './run-node.ts';

const small = fc.integer({ min: 1, max: 21 });

test('matmul equals the reference: odd sizes, both layouts, broadcast leading axes, sums beyond int32', () => {
  fc.assert(
    fc.property(
      fc.record({ seed: seeds, profile: anyProfile, M: small, K: small, N: small }),
      fc.boolean(),
      fc.constantFrom<readonly [number[], number[], number[]]>(
        [[], [], []],
        [[3], [], [3]],
        [[], [2], [2]],
        [
          [2, 1],
          [1, 3],
          [2, 3],
        ],
      ),
      fc.integer({ min: 1, max: 3 }),
      ({ seed, profile, M, K, N }, transposeB, [leadA, leadB, lead], batch) => {
        const random = createRandom(seed);
        const a = randomValue(random, profile, [...leadA, M, K]);
        const b = randomValue(random, profile, [...leadB, ...(transposeB ? [N, K] : [K, N])]);
        const y = randomValue(random, profile, [...lead, M, N]);
        const node: MatmulNode = {
          op: 'matmul',
          transposeB,
          layer: 'm',
          inputs: [0, 1],
          outputs: [2],
          ...clampFor(random, y),
          params: profile === 'f32' ? {} : { mult: 'mult', shift: 'shift' },
        };
        const graph = graphOf(node, profile, [a, b, y], {
          mult: { shape: [1], data: Int32Array.of(random.edgy(2 ** 20, 2 ** 21 - 1)) },
          shift: { shape: [1], data: Uint8Array.of(random.edgy(24, 52)) },
        });
        const inputs = [a, b].map((value) => bytesFor(random, value, batch));
        expectSame({ graph, inputs, batch });
      },
    ),
    { numRuns: 400 },
  );
});
