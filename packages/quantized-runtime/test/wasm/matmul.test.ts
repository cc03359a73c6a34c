import fc from 'fast-check';
import { test } from 'vitest';
import type { MatmulNode } from '../../src/graph/graph.ts';
import { activation, activations, createRandom, integerProfile, seeds } from './arbitrary.ts';
import { expectSame } from './expect-same.ts';
import { graphOf } from './run-node.ts';

const small = fc.integer({ min: 1, max: 13 });
const count = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

test('matmul equals the reference: odd sizes, both layouts, broadcast leading axes, sums beyond int32', () => {
  fc.assert(
    fc.property(
      fc.record({ seed: seeds, profile: integerProfile, M: small, K: small, N: small }),
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
        const a = activation(profile, [...leadA, M, K], random.edgy(-128, 127));
        const b = activation(profile, [...leadB, ...(transposeB ? [N, K] : [K, N])], random.edgy(-128, 127));
        const y = activation(profile, [...lead, M, N], random.edgy(-128, 127));
        const node: MatmulNode = {
          op: 'matmul',
          transposeB,
          layer: 'm',
          inputs: [0, 1],
          outputs: [2],
          min: null,
          max: null,
          params: { mult: 'mult', shift: 'shift' },
        };
        const graph = graphOf(node, profile, [a, b, y], {
          mult: { shape: [1], data: Int32Array.of(random.edgy(2 ** 20, 2 ** 21 - 1)) },
          shift: { shape: [1], data: Uint8Array.of(random.edgy(24, 52)) },
        });
        const type = profile === 'a16' ? 'i16' : 'i8';
        const inputs = [a, b].map(({ shape }) => activations(random, type, batch * count(shape)));
        expectSame({ graph, inputs, batch });
      },
    ),
    { numRuns: 400 },
  );
});
