import { describe, expect, test } from 'vitest';
import { createModel, encodeGraph, InputError, loadModel } from '../../src/index.ts';
import { BACKENDS } from '../support/backends.ts';
import { oneNode } from '../support/one-node.ts';
import { TOKENIZE, tokenizerOf } from '../support/tokenizers.ts';

const graph = oneNode({
  ...{ profile: 'a16', inputs: [{ text: 8 }], outputs: [[3]] },
  ...{ node: { ...TOKENIZE, fn: 'words' }, params: tokenizerOf(['a', 'b', 'é']) },
});
const textOf = (...bytes: number[]) => Uint8Array.from({ length: 8 }, (_, i) => bytes[i] ?? 0xff);
const utf8 = (text: string) => textOf(...new TextEncoder().encode(text));
const tokensOf = (input: Uint8Array, batch = 1) => {
  const model = createModel(graph);
  return [...model.decodeReal(model.run(input, batch))];
};

/** What a call throws: its code and its place. */
function thrown(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    if (error instanceof InputError) return [error.code, error.index];
    throw error;
  }
  return 'accepted';
}

describe('N14: texts enter as they are, or not at all', () => {
  test('the empty text, a full one, a zero byte', () => {
    expect(tokensOf(utf8(''))).toEqual([0, 0, 0]);
    expect(tokensOf(utf8('b a é b'))).toEqual([3, 2, 4]);
    expect(tokensOf(utf8('a a a éx'.slice(0, 7)))).toEqual([2, 2, 2]);
    expect(tokensOf(textOf(0x61, 0, 0x20, 0x61))).toEqual([1, 2, 0]);
  });

  test.each<[string, Uint8Array, number]>([
    ['an overlong slash', textOf(0x61, 0xc0, 0xaf), 1],
    ['a surrogate', textOf(0xed, 0xa0, 0x80), 0],
    ['a character that the end cuts off', textOf(0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0xf0, 0x9f), 6],
    ['a character that the padding cuts off', textOf(0xc3), 0],
    ['bytes behind the end', textOf(0x61, 0xff, 0x61), 2],
    ['a lone byte at the very end', textOf(0x61, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0), 7],
  ])('%s: refused at its place by every kernel set', (_, text, place) => {
    for (const [, load] of BACKENDS) {
      const model = load(graph);
      expect(thrown(() => model.run(text, 1))).toEqual(['InputOutOfRange', place]);
      expect(thrown(() => model.run(Buffer.concat([utf8('a'), text]), 2))).toEqual([
        'InputOutOfRange',
        8 + place,
      ]);
      // What was refused leaves nothing behind.
      expect([...model.decodeReal(model.run(utf8('b'), 1))]).toEqual([3, 0, 0]);
    }
  });

  test('as numbers its bytes are 0 to 255', () => {
    const model = createModel(graph);
    const fixed = (bytes: Iterable<number>) => [...bytes].map((byte) => BigInt(byte) * 10n ** 18n);
    expect(model.encodeFixed(fixed(utf8('é b')))).toEqual(utf8('é b'));
    expect(model.encodeReal(utf8('é b'))).toEqual(utf8('é b'));
    expect(thrown(() => model.encodeFixed(fixed([97, 256, 97, 97, 97, 97, 97, 97])))).toEqual([
      'InputOutOfRange',
      1,
    ]);
    expect(thrown(() => model.encodeFixed([...fixed(utf8('a')).slice(1), -1n]))).toEqual([
      'InputOutOfRange',
      7,
    ]);
    expect(thrown(() => model.encodeFixed([...fixed(utf8('a')).slice(1), 1n]))).toEqual([
      'InputOutOfRange',
      7,
    ]);
  });

  test('an artefact keeps the port, and gives the same tokens', () => {
    const model = loadModel(encodeGraph(graph));
    expect(model.graph.inputs[0]?.kind).toBe('text');
    expect([...model.decodeReal(model.run(utf8('é b'), 1))]).toEqual([4, 3, 0]);
  });
});
