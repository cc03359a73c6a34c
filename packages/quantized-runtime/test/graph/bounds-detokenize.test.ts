import { describe, expect, test } from 'vitest';
import type { Graph } from '../../src/index.ts';
import { plainValue } from '../../src/workshop/build/plain.ts';
import { type Case, expectCase, type Params, rangeOf, vector, withValue } from '../support/bounds-case.ts';
import { oneNode } from '../support/one-node.ts';
import { bytesBut, DETOKENIZE, listOf, piecesOf } from '../support/tokenizers.ts';

/** Three tokens below `limit` to a text. */
const detokenizer = (
  pieces: Params,
  {
    fn = 'joined',
    bytes = 6,
    limit = 3,
    stop = 0,
  }: Partial<Record<'bytes' | 'limit' | 'stop', number>> & { fn?: string } = {},
): Graph =>
  oneNode({
    ...{ profile: 'a16', inputs: [{ indices: [3], limit }], outputs: [[bytes]] },
    ...{ node: { ...DETOKENIZE, fn, stop }, params: pieces },
  });

const PIECES = piecesOf(['', 'a', 'é']);
const cut = (pieces: readonly number[], ends: readonly number[]) => ({
  ...{ pieces: vector('u8', ...pieces), ends: vector('i32', ...ends) },
});

describe('O9: tables of a detokenizer', () => {
  test.each<Case>([
    ['as long as three of the longest', detokenizer(PIECES), 'accepted'],
    ['with spaces between', detokenizer(PIECES, { fn: 'words', bytes: 8 }), 'accepted'],
    ['a byte too many', detokenizer(PIECES, { bytes: 7 }), /^BadGraph.*can have 6 bytes, not 7/],
    ['a byte too few', detokenizer(PIECES, { fn: 'words', bytes: 7 }), /^BadGraph.*can have 8 bytes, not 7/],
    ['fewer tokens than pieces', detokenizer(PIECES, { limit: 2 }), 'accepted'],
    [
      'a token without a piece',
      detokenizer(PIECES, { limit: 4 }),
      /^BadGraph.*tokens can be 0 to 3.*3 pieces/,
    ],
    ['a stop that no token is', detokenizer(PIECES, { stop: 2 ** 24 }), 'accepted'],
    ['a stop beyond', detokenizer(PIECES, { stop: 0 }), 'accepted'],
    ['half a character', detokenizer(cut([0xc3, 0x61], [0, 1, 2])), /^BadParameter.*UTF-8/],
    ['a character cut in two', detokenizer(cut([0xc3, 0xa9], [0, 1, 2])), /^BadParameter.*UTF-8/],
    ['the byte that ends texts', detokenizer(cut([0x61, 0xff], [0, 1, 2])), /^BadParameter.*UTF-8/],
    ['an overlong form', detokenizer(cut([0xc0, 0x80], [0, 0, 2])), /^BadParameter.*UTF-8/],
    ['ends that fall', detokenizer(cut([0x61, 0x62], [1, 0, 2])), /^BadParameter.*"ends"/],
    ['an end before the last byte', detokenizer(cut([0x61, 0x62], [0, 1, 1])), /^BadParameter.*"ends"/],
    ['an end behind the last byte', detokenizer(cut([0x61, 0x62], [0, 1, 3])), /^BadParameter.*ends/],
    ['an end below 0', detokenizer(cut([0x61, 0x62], [-1, 1, 2])), /^BadParameter.*ends/],
    ['pieces of i8', detokenizer({ ...PIECES, pieces: vector('i8', 97, 98, 99) }), /should be u8, not i8/],
    ['ends of i16', detokenizer({ ...PIECES, ends: vector('i16', 0, 1, 3) }), /should be i32, not i16/],
    ['a text of i32', withValue(detokenizer(PIECES), 1, { type: 'i32' }), /^BadGraph.*type u8, got i32/],
    ['a text of two axes', withValue(detokenizer(PIECES), 1, { shape: [2, 3] }), /^BadShape.*one axis/],
    ['tokens of two axes', withValue(detokenizer(PIECES), 0, { shape: [1, 3] }), /^BadShape.*one axis/],
    ['tokens of i16', withValue(detokenizer(PIECES), 0, { type: 'i16' }), /^BadGraph/],
  ])('%s', (_, graph, refusal) => expectCase(graph, refusal));
});

describe('O9: a text that was made is an output, or read by tokenize', () => {
  const graph = detokenizer(PIECES);
  const [text, more] = [1, graph.values.length];
  const read = (node: Graph['nodes'][number], value: Graph['values'][number]): Graph => ({
    ...graph,
    values: [...graph.values, value],
    nodes: [...graph.nodes, node],
    outputs: [...graph.outputs, { name: 'more', value: more }],
  });
  const around = { layer: 'r', inputs: [text], outputs: [more] };
  test('no mask', () => {
    expectCase(
      read({ op: 'reshape', ...around }, plainValue([6], 'u8')),
      /^BadGraph: Node "r" \(reshape\) reads the text "x"/,
    );
  });
  test('tokens again', () => {
    const params = { bytes: 'b', vocabulary: 'v', ids: 'i' };
    const fields = { fn: 'characters', unknown: 0, padding: 0, params } as const;
    const again = read({ op: 'tokenize', ...around, ...fields }, plainValue([2], 'i32'));
    const tables = { b: bytesBut(), v: listOf(['a']), i: vector('i32', 1) };
    expectCase({ ...again, tensors: new Map([...again.tensors, ...Object.entries(tables)]) }, 'accepted');
  });
});

describe('O9: argmax', () => {
  const argmax = (
    shape: readonly number[],
    outputs = shape.slice(0, -1),
    profile: Graph['profile'] = 'a16',
  ) => oneNode({ profile, inputs: [shape], outputs: [outputs], node: { op: 'argmax' } });
  test.each<Case>([
    ['a row', argmax([7]), 'accepted'],
    ['rows of binary32', argmax([2, 3, 7], [2, 3], 'f32'), 'accepted'],
    ['one number', argmax([], []), /^BadShape.*no largest/],
    ['other rows', argmax([2, 3], [3]), /^BadShape/],
    ['places as activations', withValue(argmax([7]), 1, { type: 'i16' }), /^BadGraph.*type i32, got i16/],
    [
      'of indices',
      oneNode({
        profile: 'a16',
        inputs: [{ indices: [4], limit: 9 }],
        outputs: [[]],
        node: { op: 'argmax' },
      }),
      /^BadGraph.*type i16, got i32/,
    ],
  ])('%s', (_, graph, refusal) => expectCase(graph, refusal));
  test('places lie in the row', () => expect(rangeOf(argmax([2, 9]))).toEqual({ low: 0, high: 8 }));
});
