import { describe, expect, test } from 'vitest';
import { OPERATORS } from '../../src/graph/operators.ts';
import { ArtefactError, type Graph, validate } from '../../src/index.ts';
import { plainValue, realPort } from '../../src/workshop/build/plain.ts';
import { LINEAR, RECURRENT } from '../support/node-fields.ts';
import { filled, type OneNode, oneNode } from '../support/one-node.ts';
import { DETOKENIZE, piecesOf, TOKENIZE, tokenizerOf } from '../support/tokenizers.ts';

const pads = (...ends: readonly (readonly [number, number])[]) => ends;
const ONE_PAIR = { mult: filled('i32', [1], 2 ** 20), shift: filled('u8', [1], 24) };

/** A case: its graph, multiply-accumulates, elements, and [products, writes, reads, runs] of spec/gas.md. */
interface Case extends OneNode {
  readonly macs: number;
  readonly elements: number;
  readonly effort: readonly [products: number, writes: number, reads: number, runs: number];
}

const conv = {
  op: 'conv',
  ...LINEAR,
  strides: [1, 1],
  dilations: [1, 1],
  padding: pads([0, 0], [0, 0]),
  groups: 1,
} as const;
const depthwise = { op: 'depthwise', ...LINEAR, strides: [1, 1], dilations: [1, 1] } as const;

/** Every number was reckoned by hand from the tables of spec/operators.md and spec/gas.md. */
const CASES: Readonly<Record<string, Case>> = {
  'dense: 13 to 3, a bias changes nothing': {
    inputs: [[13]],
    outputs: [[3]],
    node: { op: 'dense', ...LINEAR },
    params: { kernel: [13, 3], bias: [3] },
    macs: 39,
    elements: 3,
    effort: [14 * 8, 8, 13 + 14 * 8, 1],
  },
  'dense: 6 rows of 7 to 9': {
    inputs: [[2, 3, 7]],
    outputs: [[2, 3, 9]],
    node: { op: 'dense', ...LINEAR },
    params: { kernel: [7, 9] },
    macs: 378,
    elements: 54,
    // t(6) = 2 + 3 - 1 = 4
    effort: [6 * 8 * 16, 6 * 16, 42 + 4 * 8 * 16, 4 * 2],
  },
  'conv: strides, a dilation and padding': {
    inputs: [[5, 6, 3]],
    outputs: [[3, 6, 4]],
    node: { ...conv, strides: [2, 1], dilations: [1, 2], padding: pads([1, 1], [0, 2]) },
    params: { kernel: [3, 2, 3, 4] },
    macs: 72 * 18,
    elements: 72,
    // Six segments of 3 numbers; t(18) = 5 + 3 - 1 = 7.
    effort: [18 * 6 * 4 * 8, 18 * 8, 7 * 8 * 3, 7 * 6],
  },
  'conv: taps that touch are one run': {
    inputs: [[4, 5, 3]],
    outputs: [[2, 4, 10]],
    node: conv,
    params: { kernel: [3, 2, 3, 10] },
    macs: 80 * 18,
    elements: 80,
    // Three segments of 6 numbers; t(8) = 2 + 3 - 1 = 4.
    effort: [8 * 3 * 6 * 16, 8 * 16, 60, 4 * 3 * 2],
  },
  'conv: three groups': {
    inputs: [[4, 4, 6]],
    outputs: [[2, 2, 9]],
    node: { ...conv, groups: 3 },
    params: { kernel: [3, 3, 2, 9] },
    macs: 36 * 18,
    elements: 36,
    // Nine segments of 2 numbers, 3 filters a group; t(4) = 1 + 3 - 1 = 3.
    effort: [3 * 4 * 9 * 2 * 8, 3 * 4 * 8, 96, 3 * 3 * 9],
  },
  'conv: a group for each channel': {
    inputs: [[5, 5, 4]],
    outputs: [[3, 3, 4]],
    node: { ...conv, groups: 4 },
    params: { kernel: [3, 3, 1, 4] },
    macs: 36 * 9,
    elements: 36,
    effort: [9 * 9 * 8, 9 * 8, 100, 9],
  },
  'conv: a group for each channel and two filters a group': {
    inputs: [[3, 3, 4]],
    outputs: [[3, 3, 8]],
    node: { ...conv, groups: 4 },
    params: { kernel: [1, 1, 1, 8] },
    macs: 72,
    elements: 72,
    // One segment of 1 number, 2 filters a group; t(9) = 3 + 3 - 1 = 5.
    effort: [4 * 9 * 2 * 8, 4 * 9 * 8, 36, 4 * 5],
  },
  'conv: one axis': {
    inputs: [[12, 2]],
    outputs: [[3, 5]],
    node: { ...conv, strides: [3], dilations: [2], padding: pads([1, 0]) },
    params: { kernel: [3, 2, 5] },
    macs: 15 * 6,
    elements: 15,
    // t(3) = 1 + 3 - 1 = 3
    effort: [3 * 3 * 2 * 8, 3 * 8, 26, 3 * 3],
  },
  'conv: three axes, a single tap in the last one': {
    inputs: [[2, 3, 4, 5]],
    outputs: [[2, 2, 4, 3]],
    node: { ...conv, strides: [1, 1, 1], dilations: [1, 1, 2], padding: pads([0, 0], [0, 0], [0, 0]) },
    params: { kernel: [1, 2, 1, 5, 3] },
    macs: 48 * 10,
    elements: 48,
    // Two segments of 5 numbers; t(16) = 4 + 3 - 1 = 6.
    effort: [16 * 2 * 6 * 8, 16 * 8, 120, 6 * 2],
  },
  'depthwise: padded': {
    inputs: [[4, 5, 3]],
    outputs: [[4, 5, 3]],
    node: { ...depthwise, padding: pads([1, 1], [1, 1]) },
    params: { kernel: [3, 3, 3, 1] },
    macs: 60 * 9,
    elements: 60,
    effort: [20 * 9 * 8, 20 * 8, 6 * 7 * 3, 20],
  },
  'depthwise: a multiplier of 3, a stride and a dilation': {
    inputs: [[7, 4]],
    outputs: [[2, 12]],
    node: { ...depthwise, strides: [2], dilations: [2], padding: pads([0, 0]) },
    params: { kernel: [3, 4, 3] },
    macs: 24 * 3,
    elements: 24,
    effort: [2 * 3 * 16, 2 * 16, 28, 2 * 2],
  },
  'convTranspose: a crop saves no multiplication': {
    inputs: [[3, 2, 4]],
    outputs: [[6, 4, 5]],
    node: {
      op: 'convTranspose',
      ...LINEAR,
      strides: [2, 2],
      dilations: [1, 1],
      padding: pads([1, 0], [0, 0]),
    },
    params: { kernel: [3, 2, 4, 5] },
    macs: 6 * 120,
    elements: 120,
    effort: [6 * 6 * 4 * 8, 24 * 8, 24 + 120, 36],
  },
  'convTranspose: cells added at the ends': {
    inputs: [[4, 1]],
    outputs: [[10, 3]],
    node: { op: 'convTranspose', ...LINEAR, strides: [1], dilations: [3], padding: pads([-1, -2]) },
    params: { kernel: [2, 1, 3] },
    macs: 4 * 6,
    elements: 30,
    effort: [4 * 2 * 2 * 8, 10 * 8, 4 + 6, 8],
  },
  'pool: every cell of every window is looked at': {
    inputs: [[6, 5, 3]],
    outputs: [[3, 2, 3]],
    node: { op: 'pool', fn: 'max', size: [2, 3], strides: [2, 2], padding: pads([0, 0], [0, 0]) },
    params: {},
    macs: 0,
    elements: 18 * 6,
    effort: [6 * 6 * 8, 6 * 8, 0, 6],
  },
  'pool: padding counts as cells': {
    inputs: [[5, 9]],
    outputs: [[5, 9]],
    node: { op: 'pool', fn: 'avg', size: [3], strides: [1], padding: pads([1, 1]) },
    params: {},
    macs: 0,
    elements: 45 * 3,
    effort: [5 * 3 * 16, 5 * 16, 0, 5],
  },
  'binary: a row repeats': {
    inputs: [[3, 4], [4]],
    outputs: [[3, 4]],
    node: { op: 'binary', fn: 'add', ...LINEAR },
    params: {},
    macs: 0,
    elements: 12,
    effort: [0, 12, 0, 3],
  },
  'binary: both repeat': {
    inputs: [
      [2, 1, 5],
      [3, 1],
    ],
    outputs: [[2, 3, 5]],
    node: { op: 'binary', fn: 'mul', ...LINEAR },
    params: {},
    macs: 0,
    elements: 30,
    effort: [0, 30, 0, 30],
  },
  'binary: none repeats': {
    inputs: [
      [2, 7],
      [2, 7],
    ],
    outputs: [[2, 7]],
    node: { op: 'binary', fn: 'max', ...LINEAR },
    params: {},
    macs: 0,
    elements: 14,
    effort: [0, 14, 0, 1],
  },
  'binary: a single number': {
    inputs: [[2, 3], []],
    outputs: [[2, 3]],
    node: { op: 'binary', fn: 'div', ...LINEAR },
    params: {},
    macs: 0,
    elements: 6,
    effort: [0, 6, 0, 6],
  },
  'affine: constants of each channel': {
    inputs: [[2, 2, 3]],
    outputs: [[2, 2, 3]],
    node: { op: 'affine', ...LINEAR },
    params: { kernel: [3], bias: [3] },
    macs: 0,
    elements: 12,
    effort: [0, 12, 0, 0],
  },
  'affine: a single factor, a constant of each element': {
    inputs: [[4, 3]],
    outputs: [[4, 3]],
    node: { op: 'affine', ...LINEAR },
    params: { kernel: [1], bias: [4, 3] },
    macs: 0,
    elements: 12,
    effort: [0, 12, 0, 0],
  },
  'affine: a factor of each element of two axes of three': {
    inputs: [[2, 4, 3]],
    outputs: [[2, 4, 3]],
    node: { op: 'affine', ...LINEAR },
    params: { kernel: [4, 3] },
    macs: 0,
    elements: 24,
    effort: [0, 24, 0, 24],
  },
  'affine: a factor of each row': {
    inputs: [[4, 3]],
    outputs: [[4, 3]],
    node: { op: 'affine', ...LINEAR },
    params: { kernel: [4, 1] },
    macs: 0,
    elements: 12,
    effort: [0, 12, 0, 12],
  },
  'affine: a factor of each of as many rows as channels': {
    inputs: [[3, 3]],
    outputs: [[3, 3]],
    node: { op: 'affine', ...LINEAR },
    params: { kernel: [3], bias: [3, 1] },
    macs: 0,
    elements: 9,
    effort: [0, 9, 0, 9],
  },
  'requantize: rows as whole vectors': {
    profile: 'a16',
    inputs: [[2, 5]],
    outputs: [[2, 5]],
    node: { op: 'requantize', ...LINEAR },
    params: ONE_PAIR,
    macs: 0,
    elements: 10,
    effort: [0, 16, 0, 2],
  },
  'requantize: a single number': {
    profile: 'a8',
    inputs: [[]],
    outputs: [[]],
    node: { op: 'requantize', ...LINEAR },
    params: ONE_PAIR,
    macs: 0,
    elements: 1,
    effort: [0, 8, 0, 1],
  },
  'unary: each element': {
    inputs: [[3, 5]],
    outputs: [[3, 5]],
    node: { op: 'unary', fn: 'gelu', alpha: 0, beta: 0 },
    params: {},
    macs: 0,
    elements: 15,
    effort: [0, 15, 0, 0],
  },
  'softmax: rows': {
    inputs: [[2, 3, 5]],
    outputs: [[2, 3, 5]],
    node: { op: 'softmax', log: false },
    params: {},
    macs: 0,
    elements: 30,
    effort: [0, 30, 0, 6],
  },
  'softmax: a mask changes nothing': {
    inputs: [[2, 3, 5], { mask: [3, 1] }],
    outputs: [[2, 3, 5]],
    node: { op: 'softmax', log: true },
    params: {},
    macs: 0,
    elements: 30,
    effort: [0, 30, 0, 6],
  },
  'normalize: rows': {
    inputs: [[4, 6]],
    outputs: [[4, 6]],
    node: { op: 'normalize', fn: 'layer', epsilon: 1e-3, ...LINEAR },
    params: { gamma: [6], beta: [6] },
    macs: 0,
    elements: 24,
    effort: [0, 24, 0, 4],
  },
  'reduce: the last axis among them': {
    inputs: [[3, 4, 5]],
    outputs: [[4]],
    node: { op: 'reduce', fn: 'sum', axes: [0, 2] },
    params: {},
    macs: 0,
    elements: 60,
    effort: [0, 4, 60, 12],
  },
  'reduce: the last axis stays': {
    inputs: [[3, 4, 5]],
    outputs: [[4, 5]],
    node: { op: 'reduce', fn: 'min', axes: [0] },
    params: {},
    macs: 0,
    elements: 60,
    effort: [12 * 8, 20, 0, 12],
  },
  'matmul: two products': {
    inputs: [
      [2, 3, 4],
      [2, 4, 5],
    ],
    outputs: [[2, 3, 5]],
    node: { op: 'matmul', transposeB: false, ...LINEAR },
    params: {},
    macs: 120,
    elements: 30,
    effort: [2 * 3 * 4 * 8, 2 * 3 * 8, 2 * 8 * 4, 2],
  },
  'matmul: the second transposed, the first repeated': {
    inputs: [
      [3, 7],
      [4, 2, 7],
    ],
    outputs: [[4, 3, 2]],
    node: { op: 'matmul', transposeB: true, ...LINEAR },
    params: {},
    macs: 168,
    elements: 24,
    effort: [4 * 3 * 8 * 8, 4 * 3 * 8, 4 * 8 * 8, 4],
  },
  'matmul: integers are widened': {
    profile: 'a16',
    inputs: [
      [3, 4],
      [4, 5],
    ],
    outputs: [[3, 5]],
    node: { op: 'matmul', transposeB: false, ...LINEAR },
    params: ONE_PAIR,
    macs: 60,
    elements: 15,
    effort: [3 * 4 * 8, 3 * 8, (8 + 3) * 4, 1],
  },
  'gather: rows': {
    inputs: [{ indices: [2, 3], limit: 9 }],
    outputs: [[2, 3, 4]],
    node: { op: 'gather' },
    params: { table: [9, 4] },
    macs: 0,
    elements: 24,
    effort: [0, 24, 0, 6],
  },
  'reshape: nothing is done': {
    inputs: [[2, 6]],
    outputs: [[3, 4]],
    node: { op: 'reshape' },
    macs: 0,
    elements: 0,
    effort: [0, 0, 0, 0],
  },
  'transpose: the last axis stays': {
    inputs: [[2, 3, 5]],
    outputs: [[3, 2, 5]],
    node: { op: 'transpose', perm: [1, 0, 2] },
    macs: 0,
    elements: 30,
    effort: [0, 30, 0, 6],
  },
  'transpose: the last axis moves': {
    inputs: [[2, 3]],
    outputs: [[3, 2]],
    node: { op: 'transpose', perm: [1, 0] },
    macs: 0,
    elements: 6,
    effort: [0, 6, 0, 6],
  },
  'transpose: nothing moves': {
    inputs: [[2, 3]],
    outputs: [[2, 3]],
    node: { op: 'transpose', perm: [0, 1] },
    macs: 0,
    elements: 6,
    effort: [0, 6, 0, 1],
  },
  'pad: rows before and behind': {
    inputs: [[3, 4]],
    outputs: [[6, 4]],
    node: { op: 'pad', padding: pads([1, 2], [0, 0]), fill: 0 },
    macs: 0,
    elements: 24,
    effort: [0, 24, 0, 1],
  },
  'pad: columns': {
    inputs: [[2, 3]],
    outputs: [[2, 6]],
    node: { op: 'pad', padding: pads([0, 0], [0, 3]), fill: 0 },
    macs: 0,
    elements: 12,
    effort: [0, 12, 0, 2],
  },
  'pad: nothing': {
    inputs: [[2, 3]],
    outputs: [[2, 3]],
    node: { op: 'pad', padding: pads([0, 0], [0, 0]), fill: 0 },
    macs: 0,
    elements: 6,
    effort: [0, 6, 0, 1],
  },
  'slice: parts of rows, rows backwards': {
    inputs: [[5, 4]],
    outputs: [[3, 2]],
    node: { op: 'slice', begin: [4, 1], size: [3, 2], strides: [-2, 1] },
    macs: 0,
    elements: 6,
    effort: [0, 6, 0, 3],
  },
  'slice: every other column': {
    inputs: [[5, 4]],
    outputs: [[5, 2]],
    node: { op: 'slice', begin: [0, 0], size: [5, 2], strides: [1, 2] },
    macs: 0,
    elements: 10,
    effort: [0, 10, 0, 10],
  },
  'slice: whole rows': {
    inputs: [[5, 4]],
    outputs: [[2, 4]],
    node: { op: 'slice', begin: [1, 0], size: [2, 4], strides: [1, 1] },
    macs: 0,
    elements: 8,
    effort: [0, 8, 0, 1],
  },
  'concat: rows of all inputs': {
    inputs: [
      [2, 3],
      [2, 1],
      [2, 5],
    ],
    outputs: [[2, 9]],
    node: { op: 'concat', axis: 1 },
    macs: 0,
    elements: 18,
    effort: [0, 18, 0, 6],
  },
  'tile: both axes': {
    inputs: [[2, 3]],
    outputs: [[4, 9]],
    node: { op: 'tile', repeats: [2, 3] },
    macs: 0,
    elements: 36,
    effort: [0, 36, 0, 4],
  },
  'tile: an axis in the middle': {
    inputs: [[2, 1, 5]],
    outputs: [[2, 4, 5]],
    node: { op: 'tile', repeats: [1, 4, 1] },
    macs: 0,
    elements: 40,
    effort: [0, 40, 0, 2],
  },
  'tile: nothing': {
    inputs: [[2, 3]],
    outputs: [[2, 3]],
    node: { op: 'tile', repeats: [1, 1] },
    macs: 0,
    elements: 6,
    effort: [0, 6, 0, 1],
  },
  'constant: nothing is done': {
    inputs: [],
    outputs: [[4, 3]],
    node: { op: 'constant' },
    params: { value: [4, 3] },
    macs: 0,
    elements: 0,
    effort: [0, 0, 0, 0],
  },
  'resize: cells': {
    inputs: [[3, 4, 9]],
    outputs: [[6, 8, 9]],
    node: { op: 'resize', fn: 'bilinear', alignCorners: false, halfPixel: true },
    macs: 0,
    elements: 432,
    effort: [0, 48 * 16, 0, 48],
  },
  'select: a mask of each row': {
    inputs: [{ mask: [3, 1] }, [3, 4], [4]],
    outputs: [[3, 4]],
    node: { op: 'select' },
    macs: 0,
    elements: 12,
    effort: [0, 12, 0, 12],
  },
  'select: none repeats': {
    inputs: [{ mask: [3, 4] }, [3, 4], [3, 4]],
    outputs: [[3, 4]],
    node: { op: 'select' },
    macs: 0,
    elements: 12,
    effort: [0, 12, 0, 1],
  },
  'compare: each element': {
    inputs: [[3, 4]],
    outputs: [[3, 4]],
    node: { op: 'compare', fn: 'gt', constant: 0, reduceLast: 'none' },
    macs: 0,
    elements: 12,
    effort: [12, 12, 0, 0],
  },
  'compare: all elements are read, one a row is written': {
    inputs: [[3, 4]],
    outputs: [[3]],
    node: { op: 'compare', fn: 'gt', constant: 0, reduceLast: 'any' },
    macs: 0,
    elements: 12,
    effort: [12, 3, 0, 3],
  },
  'recurrent: rnn': {
    inputs: [[5, 3]],
    outputs: [[5, 4], [4]],
    node: { ...RECURRENT, fn: 'rnn', units: 4 },
    params: { kernel: [3, 4], recurrent: [4, 4], bias: [4] },
    macs: 5 * (12 + 16),
    elements: 5 * 4,
    effort: [5 * (4 + 4) * 8, 5 * 8, 15, 5],
  },
  'recurrent: lstm, whether masked or not': {
    inputs: [[4, 5], { mask: [4] }],
    outputs: [[4, 3], [3], [3]],
    node: { ...RECURRENT, fn: 'lstm', units: 3, backwards: true, zeroOutputForMask: true },
    params: { kernel: [5, 12], recurrent: [3, 12] },
    macs: 4 * (60 + 36),
    elements: 4 * 12,
    effort: [4 * (6 + 4) * 16, 4 * 4 * 8, 20, 4],
  },
  'recurrent: gru': {
    inputs: [[2, 1]],
    outputs: [[2, 9], [9]],
    node: { ...RECURRENT, fn: 'gru', units: 9, resetAfter: true },
    params: { kernel: [1, 27], recurrent: [9, 27], bias: [2, 27] },
    macs: 2 * (27 + 243),
    elements: 2 * 27,
    effort: [2 * (2 + 10) * 32, 2 * 3 * 16, 2, 2],
  },
  'tokenize: words, as many as a text can have': {
    inputs: [{ text: 9 }],
    outputs: [[20]],
    // 4 words have 3 bits, 9 bytes at most 5 words.
    node: { ...TOKENIZE, fn: 'words' },
    params: tokenizerOf(['a', 'b', 'c', 'd']),
    macs: 9 * 3,
    elements: 9 + 20,
    effort: [9 * 3, 20, 9, 5 * 3],
  },
  'tokenize: characters, fewer than a text can have': {
    inputs: [{ text: 9 }],
    outputs: [[4]],
    // 3 words have 2 bits.
    node: { ...TOKENIZE, fn: 'characters' },
    params: tokenizerOf(['a', 'b', 'c']),
    macs: 9 * 2,
    elements: 9 + 4,
    effort: [9 * 2, 4, 9, 4 * 2],
  },
  'tokenize: a whole text is one': {
    inputs: [{ text: 9 }],
    outputs: [[4]],
    node: { ...TOKENIZE, fn: 'whole' },
    params: tokenizerOf(['a']),
    macs: 9,
    elements: 9 + 4,
    effort: [9, 4, 9, 1],
  },
  'argmax: rows of numbers': {
    inputs: [[2, 3, 5]],
    outputs: [[2, 3]],
    node: { op: 'argmax' },
    macs: 0,
    elements: 30,
    effort: [0, 6, 30, 0],
  },
  'detokenize: three tokens of at most two bytes, and two spaces': {
    inputs: [{ indices: [3], limit: 4 }],
    outputs: [[8]],
    node: { ...DETOKENIZE, fn: 'words' },
    params: piecesOf(['', 'a', 'é', 'bc']),
    macs: 0,
    elements: 8,
    effort: [0, 8, 0, 3],
  },
  'take: three places of the middle axis': {
    inputs: [[2, 5, 7], { indices: [3], limit: 4 }],
    outputs: [[2, 3, 7]],
    node: { op: 'take', axis: 1, offset: 1 },
    macs: 0,
    elements: 42,
    effort: [0, 42, 0, 6],
  },
  'put: one place of the middle axis': {
    inputs: [[2, 5, 7], [2, 1, 7], { indices: [], limit: 4 }],
    outputs: [[2, 5, 7]],
    node: { op: 'put', axis: 1, offset: 1 },
    macs: 0,
    elements: 70,
    effort: [0, 70, 0, 2],
  },
};

describe('F10, G4: the work of one example', () => {
  test.each(Object.entries(CASES))('%s', (_, c) => {
    const { op, macs, elements, effort } = validate(oneNode(c)).work.at(-1)!;
    const { products, writes, reads, runs } = effort;
    expect({ op, macs, elements, effort: [products, writes, reads, runs] }).toEqual({
      ...{ op: c.node.op, macs: c.macs, elements: c.elements, effort: c.effort },
    });
  });

  test('every operator is among the cases', () => {
    // Head and end of a loop stand together: graph/loops.test.ts.
    const covered = new Set([...Object.values(CASES).map(({ node }) => node.op), 'repeat', 'until']);
    expect([...covered].sort()).toEqual(Object.keys(OPERATORS).sort());
  });
});

/** 256 matrix products of 2^32 multiply-accumulates and elements each, and perhaps one element besides. */
function heavy(withOneMore: boolean): Graph {
  const results = Array.from({ length: 256 }, (_, index) => 4 + index);
  const products = results.map((result) => ({
    ...({ op: 'matmul', layer: 'm', transposeB: false, ...LINEAR, params: {} } as const),
    ...{ inputs: [0, 1], outputs: [result] },
  }));
  const constants = { alpha: 0, beta: 0, params: {} } as const;
  const one = { op: 'unary', fn: 'relu', layer: 'one', inputs: [2], outputs: [3], ...constants } as const;
  const none = { op: 'reshape', layer: 'none', inputs: [2], outputs: [3] } as const;
  return {
    profile: 'f32',
    values: [[256, 65535], [65535, 256], [1], [1], ...results.map(() => [256, 256])].map((shape) =>
      plainValue(shape),
    ),
    nodes: [...products, withOneMore ? one : none],
    inputs: [0, 1, 2].map((index) => realPort(`x${index}`, index)),
    outputs: [{ name: 'y', value: results.at(-1)! }],
    tensors: new Map(),
  };
}

test('F10: 2^40 multiply-accumulates and elements are allowed, one more is not', () => {
  const { work } = validate(heavy(false));
  expect(work.reduce((sum, { macs, elements }) => sum + macs + elements, 0)).toBe(2 ** 40);
  expect(() => validate(heavy(true))).toThrow(ArtefactError);
  expect(() => validate(heavy(true))).toThrow(/takes 1099511627777 steps; at most 1099511627776/);
});
