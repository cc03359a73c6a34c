import fc from 'fast-check';
import { test } from 'vitest';
import { elementCount } from '../../src/graph/element-types.ts';
import type { CompareNode, ElementType, SelectNode, Value } from '../../src/graph/graph.ts';
import { createRandom, type Random } from '../support/random.ts';
import { batches, bytesFor, seeds } from './arbitrary.ts';
import { expectSame } from './expect-same.ts';
import { graphOf } from './run-node.ts';

const types = fc.constantFrom<ElementType>('i16', 'i8', 'u8', 'i32', 'f32');
const shapes = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 });

function drawBytes(random: Random, value: Value, batch: number): Uint8Array {
  if (value.type !== 'i32') return bytesFor(random, value, batch);
  return new Uint8Array(
    Int32Array.from({ length: batch * elementCount(value.shape) }, () => random.edgy(-9, 9)).buffer,
  );
}

test('select equals the reference for every type, however its inputs broadcast', () => {
  fc.assert(
    fc.property(seeds, types, shapes, batches, (seed, type, shape, batch) => {
      const random = createRandom(seed);
      const value = (of: readonly number[], as = type): Value => ({ shape: of, type: as, scale: 1, zero: 0 });
      const some = () =>
        random.integer(0, 1) === 0 ? shape : shape.map((size) => (random.integer(0, 1) === 0 ? 1 : size));
      const inputs = [value(some(), 'u8'), value(some()), value(some())];
      const node: SelectNode = { op: 'select', layer: 's', inputs: [0, 1, 2], outputs: [3] };
      const graph = graphOf(node, 'a16', [...inputs, value(shape)], {});
      expectSame({ graph, inputs: inputs.map((of) => drawBytes(random, of, batch)), batch });
    }),
    { numRuns: 300 },
  );
});

test('compare equals the reference: every function and type, elementwise, any and all', () => {
  fc.assert(
    fc.property(
      fc.record({
        seed: seeds,
        type: types,
        shape: shapes,
        batch: batches,
        fn: fc.constantFrom<CompareNode['fn']>('ne', 'eq', 'gt', 'ge', 'lt', 'le'),
        reduceLast: fc.constantFrom('none' as const, 'any' as const, 'all' as const),
      }),
      ({ seed, type, shape, batch, fn, reduceLast }) => {
        fc.pre(reduceLast === 'none' || shape.length > 0);
        const random = createRandom(seed);
        const x: Value = { shape, type, scale: 1, zero: 0 };
        const bits = reduceLast === 'none' ? shape : shape.slice(0, -1);
        const input = drawBytes(random, x, batch);
        // Often one of the numbers themselves, so that equality occurs.
        const float = type === 'f32' ? new Float32Array(input.buffer)[0]! : 0;
        const constants = { i16: 32767, i8: -128, u8: 1, i32: 3, f32: Number.isNaN(float) ? 0 : float };
        const node: CompareNode = {
          ...{ op: 'compare', fn, layer: 'c', inputs: [0], outputs: [1], reduceLast },
          constant: random.integer(0, 1) === 0 ? constants[type] : 0,
        };
        const graph = graphOf(node, 'a16', [x, { shape: bits, type: 'u8', scale: 1, zero: 0 }], {});
        expectSame({ graph, inputs: [input], batch });
      },
    ),
    { numRuns: 300 },
  );
});
