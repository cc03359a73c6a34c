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

/** Constants at the edges of what a type holds: an end that leaves the type would turn a comparison round. */
const EDGES: Readonly<Record<ElementType, readonly number[]>> = {
  i16: [-32767, -1, 0, 1, 32767],
  i8: [-128, -1, 0, 1, 127],
  u8: [0, 1, 127, 128, 255],
  i32: [-(2 ** 31), -1, 0, 3, 2 ** 31 - 1],
  f32: [0, -0, 2 ** -149, -(2 ** -149), 1, 3.4028234663852886e38, -3.4028234663852886e38, 1e300, -1e300],
};

/** What a comparison may meet in its own type: all of its edges, in binary32 also both infinities and NaN. */
function edgyBytes(random: Random, type: ElementType, count: number): Uint8Array {
  const edges = type === 'f32' ? [...EDGES.f32, Number.NaN] : EDGES[type];
  const draw = () => edges[random.integer(0, edges.length - 1)]!;
  const data = {
    i16: () => Int16Array.from({ length: count }, draw),
    i8: () => Int8Array.from({ length: count }, draw),
    u8: () => Uint8Array.from({ length: count }, draw),
    i32: () => Int32Array.from({ length: count }, draw),
    f32: () => Float32Array.from({ length: count }, draw),
  }[type]();
  return new Uint8Array(data.buffer);
}

/** Rows shorter than a vector, of whole vectors and with a rest. */
const rows = fc
  .tuple(shapes, fc.constantFrom(1, 2, 3, 4, 7, 8, 15, 16, 17, 31, 32, 33, 64, 101))
  .map(([lead, last]) => [...lead.slice(0, 2), last]);

test('compare equals the reference: every function and type, elementwise, any and all, at the edges', () => {
  fc.assert(
    fc.property(
      fc.record({
        seed: seeds,
        type: types,
        shape: fc.oneof(shapes, rows),
        batch: batches,
        fn: fc.constantFrom<CompareNode['fn']>('ne', 'eq', 'gt', 'ge', 'lt', 'le'),
        reduceLast: fc.constantFrom('none' as const, 'any' as const, 'all' as const),
        content: fc.constantFrom('drawn', 'edges', 'one'),
      }),
      ({ seed, type, shape, batch, fn, reduceLast, content }) => {
        fc.pre(reduceLast === 'none' || shape.length > 0);
        const random = createRandom(seed);
        const x: Value = { shape, type, scale: 1, zero: 0 };
        const bits = reduceLast === 'none' ? shape : shape.slice(0, -1);
        const elements = batch * elementCount(shape);
        let input = content === 'drawn' ? drawBytes(random, x, batch) : edgyBytes(random, type, elements);
        const size = input.length / elements;
        // All alike but one, wherever it lies: any and all depend on it.
        if (content === 'one') {
          const [usual, odd] = [input.slice(0, size), edgyBytes(random, type, 1)];
          input = new Uint8Array(Array.from({ length: elements }, () => [...usual]).flat());
          input.set(odd, size * random.integer(0, elements - 1));
        }
        // Often one of the numbers themselves, so that equality occurs.
        const float = type === 'f32' ? new Float32Array(input.buffer)[0]! : Number.NaN;
        const edges = EDGES[type];
        const constant =
          Number.isFinite(float) && random.integer(0, 1) === 0
            ? float
            : edges[random.integer(0, edges.length - 1)]!;
        const node: CompareNode = {
          ...{ op: 'compare', fn, layer: 'c', inputs: [0], outputs: [1], reduceLast },
          constant,
        };
        const graph = graphOf(node, 'a16', [x, { shape: bits, type: 'u8', scale: 1, zero: 0 }], {});
        expectSame({ graph, inputs: [input], batch });
      },
    ),
    { numRuns: 1500 },
  );
});
