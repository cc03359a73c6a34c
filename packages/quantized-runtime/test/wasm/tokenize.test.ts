import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TokenizeNode, Value } from '../../src/graph/graph.ts';
import { createModel, referenceKernels } from '../../src/index.ts';
import { evaluate } from '../../src/workshop/index.ts';
import { drawText } from '../fuzz/draw-input.ts';
import { oneNode } from '../support/one-node.ts';
import { createRandom } from '../support/random.ts';
import { bytesBut, listOf } from '../support/tokenizers.ts';
import { batches, seeds } from './arbitrary.ts';
import { expectSame } from './expect-same.ts';
import { graphOf } from './run-node.ts';

const FUNCTIONS = ['whole', 'words', 'characters'] as const;
/** Few letters, so that words of the vocabulary occur; bytes that are no UTF-8 among them. */
const LETTERS = [0x00, 0x20, 0x41, 0x61, 0x62, 0x7f, 0x80, 0xbf, 0xc3, 0xfe];

const anyWord = fc.array(fc.constantFrom(...LETTERS), { minLength: 1, maxLength: 5 });
const tables = fc.record({
  words: fc.uniqueArray(anyWord, { minLength: 1, maxLength: 60, selector: String }),
  changes: fc.dictionary(
    fc.constantFrom('0', '32', '65', '97', '98', '127'),
    fc.constantFrom(0x20, 0x61, 0xff),
  ),
  fn: fc.constantFrom(...FUNCTIONS),
  unknown: fc.integer({ min: 0, max: 9 }),
  padding: fc.integer({ min: 0, max: 9 }),
  length: fc.integer({ min: 1, max: 20 }),
});

const tensorsOf = (words: readonly number[][], changes: Readonly<Record<string, number>>) => {
  const sorted = words.map((word) => Buffer.from(word)).sort(Buffer.compare);
  const ids = { shape: [sorted.length], data: Int32Array.from(sorted, (_, index) => (index * 7) % 61) };
  return { bytes: bytesBut(changes), vocabulary: listOf(sorted.map((word) => [...word])), ids };
};

test('tokenize equals the reference on any bytes, whether they are UTF-8 or not', () => {
  fc.assert(
    fc.property(tables, seeds, batches, fc.integer({ min: 1, max: 40 }), (table, seed, batch, size) => {
      const { fn, unknown, padding, length } = table;
      const random = createRandom(seed);
      const node: TokenizeNode = {
        ...{ op: 'tokenize', layer: 't', inputs: [0], outputs: [1], fn, unknown, padding },
        params: { bytes: 'bytes', vocabulary: 'vocabulary', ids: 'ids' },
      };
      const values: Value[] = [
        { shape: [size], type: 'u8', scale: 1, zero: 0 },
        { shape: [length], type: 'i32', scale: 1, zero: 0 },
      ];
      const graph = graphOf(node, 'a16', values, tensorsOf(table.words, table.changes));
      const draw = () => (random.integer(0, 30) === 0 ? 0xff : random.pick(LETTERS));
      const text = Uint8Array.from({ length: size * batch }, draw);
      expectSame({ graph, inputs: [text], batch });
    }),
    { numRuns: 400 },
  );
});

test('strings and a map say the same of texts', async () => {
  await fc.assert(
    fc.asyncProperty(tables, seeds, async (table, seed) => {
      const { fn, unknown, padding, length } = table;
      const random = createRandom(seed);
      const graph = oneNode({
        ...{ inputs: [{ text: 24 }], outputs: [[length]] },
        ...{ node: { op: 'tokenize', fn, unknown, padding }, params: tensorsOf(table.words, table.changes) },
      });
      const text = Buffer.concat([drawText(random, 24), drawText(random, 24)]);
      const values = await evaluate(graph, [Float32Array.from(text)], 2);
      const expected = values.get(graph.outputs[0]!.value)!;
      for (const kernels of [undefined, referenceKernels]) {
        const model = createModel(graph, kernels && { kernels });
        expect([...model.decodeReal(model.run(text, 2))]).toEqual([...expected]);
      }
    }),
    { numRuns: 200, seed: 5 },
  );
});
