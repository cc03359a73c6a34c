import fc from 'fast-check';
import { test } from 'vitest';
import { ELEMENT_BYTES, elementCount } from '../../src/graph/element-types.ts';
import type { ElementType, Node, Value } from '../../src/graph/graph.ts';
import { createRandom, type Random } from '../support/random.ts';
import { seeds } from './arbitrary.ts';
import { expectSame } from './expect-same.ts';
import { graphOf } from './run-node.ts';

const types = fc.constantFrom<ElementType>('i16', 'i8', 'u8', 'i32', 'f32');
/** Long last axes too: whole vectors and what is left of them. */
const shapes = fc
  .tuple(
    fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
    fc.constantFrom([], [1], [7], [16], [21], [37]),
  )
  .map(([lead, last]) => [...lead, ...last]);
const batches = fc.integer({ min: 1, max: 3 });

function bytesOf(random: Random, value: Value, batch: number): Uint8Array {
  const bytes = Uint8Array.from(
    { length: batch * elementCount(value.shape) * ELEMENT_BYTES[value.type] },
    () => random.integer(0, 255),
  );
  // One NaN only (rule O7): moving any other may change its bits.
  const words = value.type === 'f32' ? new Int32Array(bytes.buffer) : [];
  for (const [i, word] of words.entries()) if ((word & 0x7fffffff) > 0x7f800000) words[i] = 0x7fc00000;
  return bytes;
}

/** A way to move `x`: the node and the shape that it gives. */
type Make = (random: Random, shape: readonly number[]) => { node: Node; output: readonly number[] };

const base = { layer: 'm', inputs: [0], outputs: [1] };

const MOVES: Readonly<Record<string, Make>> = {
  transpose(random, shape) {
    const perm = shape.map((_, axis) => axis);
    for (let i = perm.length - 1; i > 0; i--) {
      const j = random.integer(0, i);
      [perm[i], perm[j]] = [perm[j]!, perm[i]!];
    }
    return { node: { op: 'transpose', ...base, perm }, output: perm.map((axis) => shape[axis]!) };
  },
  slice(random, shape) {
    const cuts = shape.map((length) => {
      const begin = random.integer(0, length - 1);
      const stride = [1, 1, 2, -1, -3][random.integer(0, 4)]!;
      const room = stride > 0 ? length - 1 - begin : begin;
      return { begin, stride, size: random.integer(1, Math.floor(room / Math.abs(stride)) + 1) };
    });
    const size = cuts.map((cut) => cut.size);
    const node: Node = {
      op: 'slice',
      ...base,
      begin: cuts.map(({ begin }) => begin),
      size,
      strides: cuts.map(({ stride }) => stride),
    };
    return { node, output: size };
  },
  tile(random, shape) {
    const repeats = shape.map(() => [1, 1, 2, 3][random.integer(0, 3)]!);
    return { node: { op: 'tile', ...base, repeats }, output: shape.map((size, i) => size * repeats[i]!) };
  },
  pad(random, shape) {
    const padding = shape.map(() => [random.integer(0, 2), random.integer(0, 3)] as const);
    const output = shape.map((size, i) => padding[i]![0] + size + padding[i]![1]);
    return { node: { op: 'pad', ...base, padding, fill: random.integer(0, 1) }, output };
  },
};

test.each(Object.keys(MOVES))('%s equals the reference for every type, rank and batch', (name) => {
  fc.assert(
    fc.property(seeds, types, shapes, batches, (seed, type, shape, batch) => {
      const random = createRandom(seed);
      const { node, output } = MOVES[name]!(random, shape);
      const value = (of: readonly number[]): Value => ({ shape: of, type, scale: 1, zero: 0 });
      const graph = graphOf(node, 'a16', [value(shape), value(output)], {});
      expectSame({ graph, inputs: [bytesOf(random, graph.values[0]!, batch)], batch }, batch + 1);
    }),
    { numRuns: 200 },
  );
});

test('transpose equals the reference where planes are larger than the tiles that they are moved in', () => {
  const sizes = fc.constantFrom(1, 2, 7, 15, 16, 33, 64, 65, 130);
  fc.assert(
    fc.property(seeds, types, sizes, sizes, fc.constantFrom(1, 2, 3, 8), (seed, type, a, b, c) => {
      const random = createRandom(seed);
      const perms = [
        [1, 0, 2],
        [2, 1, 0],
        [1, 2, 0],
        [2, 0, 1],
        [0, 2, 1],
      ] as const;
      const perm = perms[random.integer(0, 4)]!;
      const shape = [
        [a, b, c],
        [a, c, b],
        [c, a, b],
      ][random.integer(0, 2)]!;
      const value = (of: readonly number[]): Value => ({ shape: of, type, scale: 1, zero: 0 });
      const node: Node = { op: 'transpose', ...base, perm };
      const values = [value(shape), value(perm.map((axis) => shape[axis]!))];
      expectSame({
        graph: graphOf(node, 'a16', values, {}),
        inputs: [bytesOf(random, values[0]!, 1)],
        batch: 1,
      });
    }),
    { numRuns: 200 },
  );
});

test('concat equals the reference: inputs of different lengths, one of them twice', () => {
  fc.assert(
    fc.property(seeds, types, shapes, batches, (seed, type, shape, batch) => {
      fc.pre(shape.length > 0);
      const random = createRandom(seed);
      const axis = random.integer(0, shape.length - 1);
      const parts = Array.from({ length: random.integer(1, 4) }, () =>
        shape.map((size, i) => (i === axis ? random.integer(1, 9) : size)),
      );
      const sum = parts.reduce((total, part) => total + part[axis]!, 0) + parts[0]![axis]!;
      const output = shape.map((size, i) => (i === axis ? sum : size));
      const values = [...parts, output].map((of): Value => ({ shape: of, type, scale: 1, zero: 0 }));
      const inputs = [...parts.keys(), 0];
      const node: Node = { op: 'concat', layer: 'c', inputs, outputs: [parts.length], axis };
      const given = parts.map((_, i) => bytesOf(random, values[i]!, batch));
      expectSame({ graph: graphOf(node, 'a16', values, {}), inputs: [...given, given[0]!], batch });
    }),
    { numRuns: 200 },
  );
});
