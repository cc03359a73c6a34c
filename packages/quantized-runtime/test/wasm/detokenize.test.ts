import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ArgmaxNode, DetokenizeNode, Profile, Value } from '../../src/graph/graph.ts';
import { createModel, referenceKernels } from '../../src/index.ts';
import { evaluate } from '../../src/workshop/index.ts';
import { oneNode } from '../support/one-node.ts';
import { createRandom } from '../support/random.ts';
import { piecesOf } from '../support/tokenizers.ts';
import { batches, seeds } from './arbitrary.ts';
import { expectSame } from './expect-same.ts';
import { graphOf } from './run-node.ts';

const tables = fc
  .record({
    pieces: fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '日', '👍', ' ', '\0'), maxLength: 5 }), {
      minLength: 1,
      maxLength: 40,
    }),
    fn: fc.constantFrom('joined' as const, 'words' as const),
    stop: fc.integer({ min: 0, max: 41 }),
    count: fc.integer({ min: 1, max: 12 }),
  })
  .map((table) => {
    const longest = Math.max(...table.pieces.map((piece) => Buffer.byteLength(piece)));
    const bytes = table.count * longest + (table.fn === 'words' ? table.count - 1 : 0);
    return { ...table, bytes };
  })
  .filter(({ bytes }) => bytes > 0);

test('detokenize equals the reference on any tokens', () => {
  fc.assert(
    fc.property(tables, seeds, batches, ({ pieces, fn, stop, count, bytes }, seed, batch) => {
      const random = createRandom(seed);
      const node: DetokenizeNode = {
        ...{ op: 'detokenize', layer: 't', inputs: [0], outputs: [1], fn, stop },
        params: { pieces: 'pieces', ends: 'ends' },
      };
      const values: Value[] = [
        { shape: [count], type: 'i32', scale: 1, zero: 0 },
        { shape: [bytes], type: 'u8', scale: 1, zero: 0 },
      ];
      const tokens = Int32Array.from({ length: count * batch }, () => random.integer(0, pieces.length - 1));
      const graph = graphOf(node, 'a16', values, piecesOf(pieces));
      expectSame({ graph, inputs: [new Uint8Array(tokens.buffer)], batch });
    }),
    { numRuns: 300 },
  );
});

test('strings in a list say the same of tokens', async () => {
  await fc.assert(
    fc.asyncProperty(tables, seeds, async ({ pieces, fn, stop, count, bytes }, seed) => {
      const random = createRandom(seed);
      const graph = oneNode({
        ...{ inputs: [{ indices: [count], limit: pieces.length }], outputs: [[bytes]] },
        ...{ node: { op: 'detokenize', fn, stop }, params: piecesOf(pieces) },
      });
      const tokens = Int32Array.from({ length: 2 * count }, () => random.integer(0, pieces.length - 1));
      const values = await evaluate(graph, [Float32Array.from(tokens)], 2);
      const expected = Uint8Array.from(values.get(graph.outputs[0]!.value)!);
      for (const kernels of [undefined, referenceKernels]) {
        const model = createModel(graph, kernels && { kernels });
        const output = model.run(new Uint8Array(tokens.buffer), 2);
        expect(output).toEqual(expected);
        const text = model.decodeText(output.subarray(bytes));
        expect(() => new TextDecoder('utf-8', { fatal: true }).decode(text)).not.toThrow();
      }
    }),
    { numRuns: 150 },
  );
});

test.each(['i16', 'i8', 'f32'] as const)(
  'argmax of %s equals the reference, whatever the bits are',
  (type) => {
    const profile: Profile = type === 'f32' ? 'f32' : type === 'i16' ? 'a16' : 'a8';
    const shapes = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 70 }));
    fc.assert(
      fc.property(shapes, seeds, batches, ([rows, length], seed, batch) => {
        const random = createRandom(seed);
        const node: ArgmaxNode = { op: 'argmax', layer: 'a', inputs: [0], outputs: [1] };
        const values: Value[] = [
          { shape: [rows, length], type, scale: 1, zero: 0 },
          { shape: [rows], type: 'i32', scale: 1, zero: 0 },
        ];
        const size = { i16: 2, i8: 1, f32: 4 }[type];
        // Few different bytes: ties, and of binary32 NaN, infinities and zeros of both signs.
        const bytes = Uint8Array.from({ length: rows * length * batch * size }, () =>
          random.pick([0x00, 0x7f, 0x80, 0xff, 0x01]),
        );
        expectSame({ graph: graphOf(node, profile, values, {}), inputs: [bytes], batch });
      }),
      { numRuns: 200 },
    );
  },
);
