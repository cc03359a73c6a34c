import { describe, expect, test } from 'vitest';
import type { Graph, InputPort } from '../../src/index.ts';
import { plainValue } from '../../src/workshop/build/plain.ts';
import { type Case, expectCase, type Params, rangeOf, vector, withValue } from '../support/bounds-case.ts';
import { filled, oneNode } from '../support/one-node.ts';
import { bytesBut, listOf, TOKENIZE, tokenizerOf } from '../support/tokenizers.ts';

const WORDS = tokenizerOf(['a', 'b', 'ba']);

const tokenizer = (params: Params = {}, fields: Readonly<Record<string, unknown>> = {}): Graph =>
  oneNode({
    ...{ profile: 'a16', inputs: [{ text: 8 }], outputs: [[4]] },
    ...{ node: { ...TOKENIZE, fn: 'words', ...fields }, params: { ...WORDS, ...params } },
  });

const withPort = (change: Partial<InputPort>): Graph => {
  const graph = tokenizer();
  return { ...graph, inputs: [{ ...graph.inputs[0]!, ...change }] };
};

describe('O8: tables of a tokenizer', () => {
  const ids = (...tokens: number[]) => ({ ids: vector('i32', ...tokens) });
  const bytes = (changes: Record<number, number>) => ({ bytes: bytesBut(changes) });
  test.each<Case>([
    ['three words', tokenizer(), 'accepted'],
    ['one word', tokenizer({ vocabulary: listOf(['a']), ...ids(1) }), 'accepted'],
    ['words that do not rise', tokenizer({ vocabulary: listOf(['b', 'a', 'ba']) }), /rising order/],
    ['a word twice', tokenizer({ vocabulary: listOf(['a', 'a', 'b']) }), /rising order/],
    ['an empty word', tokenizer({ vocabulary: listOf(['', 'a', 'b']) }), /rising order/],
    [
      'a list without an end',
      tokenizer({ vocabulary: vector('u8', 97), ...ids(1) }),
      /^BadParameter.*rising/,
    ],
    [
      'a vocabulary of i8',
      tokenizer({ vocabulary: vector('i8', 97, -1), ...ids(1) }),
      /should be u8, not i8/,
    ],
    ['fewer tokens than words', tokenizer(ids(1, 2)), /^BadParameter.*"ids" should have 3 elements, not 2/],
    ['more tokens than words', tokenizer(ids(1, 2, 3, 4)), /^BadParameter.*"ids" should have 3/],
    ['one token for two words', tokenizer(ids(5, 5, 5)), 'accepted'],
    ['the greatest token', tokenizer(ids(0, 1, 2 ** 24)), 'accepted'],
    ['a greater one', tokenizer(ids(0, 1, 2 ** 24 + 1)), /^BadParameter.*ids/],
    ['a token below 0', tokenizer(ids(0, 1, -1)), /^BadParameter.*ids/],
    ['tokens of i16', tokenizer({ ids: vector('i16', 1, 2, 3) }), /^BadParameter.*should be i32/],
    ['an unknown token beyond', tokenizer({}, { unknown: 2 ** 24 }), 'accepted'],
    ['lower case, and commas dropped', tokenizer(bytes({ 65: 97, 44: 255 })), 'accepted'],
    ['a table of 255 bytes', tokenizer({ bytes: filled('u8', [255], 0) }), /"bytes" should have 256/],
    ['ASCII that becomes none', tokenizer(bytes({ 65: 0x80 })), /^BadParameter.*ASCII/],
    ['half a character that becomes ASCII', tokenizer(bytes({ 128: 97 })), /^BadParameter.*ASCII/],
    ['half a character that is dropped', tokenizer(bytes({ 195: 255 })), /^BadParameter.*ASCII/],
    ['the end that becomes a byte', tokenizer(bytes({ 255: 254 })), /^BadParameter.*ASCII/],
  ])('%s', (_, graph, refusal) => expectCase(graph, refusal));

  test('tokens lie between the least and the greatest that can be written', () => {
    expect(rangeOf(tokenizer(ids(7, 3, 5)))).toEqual({ low: 0, high: 7 });
    expect(rangeOf(tokenizer(ids(7, 3, 5), { padding: 4, unknown: 9 }))).toEqual({ low: 3, high: 9 });
  });

  test.each<Case>([
    ['tokens are i32', withValue(tokenizer(), 1, { type: 'i16' }), /^BadGraph.*type i32, got i16/],
    ['a text of two axes', withValue(tokenizer(), 0, { shape: [2, 4] }), /^BadGraph.*which has one axis/],
    ['a text of no axis', withValue(tokenizer(), 0, { shape: [] }), /^BadGraph.*which has one axis/],
    ['tokens of two axes', withValue(tokenizer(), 1, { shape: [2, 2] }), /^BadShape.*tokens have one axis/],
    ['a text of numbers', withValue(tokenizer(), 0, { type: 'i32' }), /^BadGraph.*should be of type u8/],
    ['a text with a limit', withPort({ limit: 256 }), /^BadGraph.*limit 256/],
    ['a text with a scale', withPort({ scale: [2] }), /^BadGraph.*scale 1, offset 0/],
    ['a text with scales', withPort({ scale: new Array(8).fill(1) }), /^BadGraph.*needs 1 or 8/],
    ['bytes that are numbers', withPort({ kind: 'real' }), /^BadGraph.*should be of type i16, not u8/],
  ])('%s', (_, graph, refusal) => expectCase(graph, refusal));
});

describe('O8: a text is read by tokenize alone', () => {
  const graph = tokenizer();
  const more = graph.values.length;
  test.each<Case>([
    [
      'a mask',
      {
        ...graph,
        values: [...graph.values, plainValue([8], 'u8')],
        nodes: [...graph.nodes, ...([{ op: 'reshape', layer: 'r', inputs: [0], outputs: [more] }] as const)],
      },
      /^BadGraph: Node "r" \(reshape\) reads the text "x0"/,
    ],
    [
      'an output',
      { ...graph, outputs: [...graph.outputs, { name: 'back', value: 0 }] },
      /^BadGraph: Output "back" is a text that came in/,
    ],
    [
      'a second tokenizer',
      {
        ...graph,
        values: [...graph.values, plainValue([3], 'i32')],
        nodes: [...graph.nodes, { ...graph.nodes[0]!, outputs: [more] }],
        outputs: [...graph.outputs, { name: 'z', value: more }],
      },
      'accepted',
    ],
  ])('%s', (_, changed, refusal) => expectCase(changed, refusal));
});
