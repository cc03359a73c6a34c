import fc from 'fast-check';
import { test } from 'vitest';
import { elementCount } from '../../src/graph/element-types.ts';
import type { GatherNode, Value } from '../../src/graph/graph.ts';
import { createRandom } from '../support/random.ts';
import {
  anyProfile,
  batches,
  clampFor,
  floats,
  int8Kernel,
  randomValue,
  requantization,
  seeds,
} from './arbitrary.ts';
import { expectSame } from './expect-same.ts';
import { graphOf } from './run-node.ts';

test('gather equals the reference: copied rows, requantized rows, one scale or one for each row', () => {
  fc.assert(
    fc.property(
      fc.record({
        seed: seeds,
        profile: anyProfile,
        rows: fc.integer({ min: 1, max: 50 }),
        width: fc.integer({ min: 1, max: 40 }),
        tokens: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 2 }),
        batch: batches,
        scaled: fc.boolean(),
        single: fc.boolean(),
      }),
      ({ seed, profile, rows, width, tokens, batch, scaled, single }) => {
        const random = createRandom(seed);
        const y = randomValue(random, profile, [...tokens, width]);
        const indices: Value = { shape: tokens, type: 'i32', scale: 1, zero: 0 };
        const { mult, shift } = requantization(random, rows, 0, single);
        const requantizes = scaled && profile !== 'f32';
        const size = rows * width;
        const own =
          profile === 'f32'
            ? floats(random, size, false)
            : profile === 'a16'
              ? Int16Array.from({ length: size }, () => random.edgy(-32767, 32767))
              : Int8Array.from({ length: size }, () => random.edgy(-128, 127));
        const table = requantizes ? int8Kernel(random, [rows, width]) : { shape: [rows, width], data: own };
        const node: GatherNode = {
          ...{ op: 'gather', layer: 'g', inputs: [0], outputs: [1] },
          ...clampFor(random, y),
          params: { table: 'table', ...(requantizes && { mult: 'mult', shift: 'shift' }) },
        };
        const graph = graphOf(node, profile, [indices, y], { table, mult, shift });
        const count = batch * elementCount(tokens);
        const data = Int32Array.from({ length: count }, () => random.integer(0, rows - 1));
        expectSame({ graph, inputs: [new Uint8Array(data.buffer)], batch });
      },
    ),
    { numRuns: 300 },
  );
});
