import { describe, expect, test } from 'vitest';
import { validate } from '../../src/index.ts';
import { LINEAR, RECURRENT } from '../support/node-fields.ts';
import { type OneNode, oneNode } from '../support/one-node.ts';
import { refusalOf } from '../support/refusal-of.ts';

type Case = readonly [title: string, node: OneNode, refusal: RegExp | 'accepted'];

const LSTM = { ...RECURRENT, fn: 'lstm', units: 2 } as const;

type Change = Readonly<Record<string, unknown>>;
type Shapes = readonly number[];

const dense = (input: Shapes, kernel: Shapes, output: Shapes): OneNode => ({
  ...{ inputs: [input], outputs: [output] },
  ...{ node: { op: 'dense', ...LINEAR }, params: { kernel } },
});

const affine = (input: Shapes, kernel: Shapes, bias: Shapes): OneNode => ({
  ...{ inputs: [input], outputs: [input] },
  ...{ node: { op: 'affine', ...LINEAR }, params: { kernel, bias } },
});

/** A window of as many spatial axes as the input has. */
const windowed =
  (op: 'conv' | 'depthwise' | 'convTranspose') =>
  (input: Shapes, kernel: Shapes, output: Shapes, change: Change = {}): OneNode => {
    const axes = input.slice(0, -1);
    const lists = {
      strides: axes.map(() => 1),
      dilations: axes.map(() => 1),
      padding: axes.map(() => [0, 0]),
    };
    const node = { op, ...LINEAR, ...lists, ...(op === 'conv' && { groups: 1 }), ...change };
    return { inputs: [input], outputs: [output], node, params: { kernel } };
  };
const conv = windowed('conv');
const depthwise = windowed('depthwise');
const convTranspose = windowed('convTranspose');

const pool = (input: Shapes, size: Shapes, output: Shapes, change: Change = {}): OneNode => {
  const lists = { size, strides: size.map(() => 1), padding: size.map(() => [0, 0]) };
  const node = { op: 'pool', fn: 'max', ...lists, ...change } as const;
  return { inputs: [input], outputs: [output], node, params: {} };
};

const binary = (a: Shapes, b: Shapes, output: Shapes): OneNode => ({
  ...{ inputs: [a, b], outputs: [output] },
  ...{ node: { op: 'binary', fn: 'add', ...LINEAR }, params: {} },
});

const matmul = (a: Shapes, b: Shapes, output: Shapes, transposeB = false): OneNode => ({
  ...{ inputs: [a, b], outputs: [output] },
  ...{ node: { op: 'matmul', transposeB, ...LINEAR }, params: {} },
});

const softmax = (input: Shapes, mask?: Shapes): OneNode => ({
  ...{ inputs: mask === undefined ? [input] : [input, { mask }], outputs: [input] },
  ...{ node: { op: 'softmax', log: false }, params: {} },
});

/** A node of one input without parameters. */
const moved = (node: OneNode['node'], input: Shapes, output: Shapes): OneNode => ({
  inputs: [input],
  outputs: [output],
  node,
});
const slice = (begin: Shapes, size: Shapes, strides: Shapes, input: Shapes = [4]) =>
  moved({ op: 'slice', begin, size, strides }, input, size);
const resize = (fn: 'nearest' | 'bilinear', input: Shapes, output: Shapes) =>
  moved({ op: 'resize', fn, alignCorners: false, halfPixel: false }, input, output);
const pad = (padding: readonly Shapes[], input: Shapes, output: Shapes) =>
  moved({ op: 'pad', padding, fill: 0 }, input, output);

const recurrent = (x: Shapes, kernel: Shapes, state: Shapes, mask?: Shapes): OneNode => ({
  inputs: mask === undefined ? [x] : [x, { mask }],
  outputs: [[x[0]!, 2], [2], [2]],
  node: LSTM,
  params: { kernel, recurrent: state },
});

const CASES: readonly Case[] = [
  ['dense: rows of any axes', dense([2, 4, 3], [3, 2], [2, 4, 2]), 'accepted'],
  ['dense: another length of rows', dense([4, 3], [4, 2], [4, 2]), /the kernel \[4, 2\] does not fit/],
  ['dense: a kernel of three axes', dense([4, 3], [3, 2, 1], [4, 2]), /does not fit the input/],
  ['dense: a scalar', dense([], [1, 2], [2]), /does not fit the input/],

  ['affine: a constant of a channel', affine([4, 3], [3], [1]), 'accepted'],
  ['affine: a kernel of other channels', affine([4, 3], [2], [3]), /the kernel \[2\] does not broadcast/],
  ['affine: a bias of other channels', affine([4, 3], [3], [2]), /the bias \[2\] does not broadcast/],
  ['affine: a kernel with an axis more', affine([3], [2, 3], [3]), /the kernel .* does not broadcast/],

  ['binary: both sides repeat', binary([4, 1], [3], [4, 3]), 'accepted'],
  ['binary: no side repeats', binary([4, 3], [4], [4, 3]), /\[4, 3\] and \[4\] do not broadcast/],

  ['matmul: leading axes repeat', matmul([5, 1, 4, 3], [2, 3, 6], [5, 2, 4, 6]), 'accepted'],
  ['matmul: transposed', matmul([4, 3], [6, 3], [4, 6], true), 'accepted'],
  ['matmul: not transposed', matmul([4, 3], [6, 3], [4, 6]), /does not multiply/],
  ['matmul: other leading axes', matmul([5, 4, 3], [2, 3, 6], [5, 4, 6]), /does not multiply/],
  ['matmul: the first has one axis', matmul([3], [3, 6], [6]), /needs two axes/],
  ['matmul: the second has one axis', matmul([4, 3], [3], [4]), /needs two axes/],

  ['conv: 3 spatial axes', conv([2, 2, 2, 3], [1, 1, 1, 3, 5], [2, 2, 2, 5]), 'accepted'],
  ['conv: no spatial axis', conv([3], [3, 5], [5]), /needs 1 to 3 spatial axes/],
  [
    'conv: 4 spatial axes',
    conv([1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1]),
    /needs 1 to 3 spatial/,
  ],
  ['conv: a kernel without its axis', conv([4, 3], [3, 5], [4, 5]), /the kernel \[3, 5\] does not fit/],
  ['conv: other channels', conv([4, 3], [1, 2, 5], [4, 5]), /in 1 groups does not fit/],
  ['conv: groups', conv([4, 4], [1, 2, 6], [4, 6], { groups: 2 }), 'accepted'],
  [
    'conv: groups share no filter',
    conv([4, 4], [1, 2, 5], [4, 5], { groups: 2 }),
    /in 2 groups does not fit/,
  ],
  ['conv: other groups', conv([4, 4], [1, 2, 5], [4, 5], { groups: 1 }), /in 1 groups does not fit/],
  ['conv: strides', conv([4, 3], [1, 3, 5], [4, 5], { strides: [1, 1] }), /and kernel need 1 axes/],
  ['conv: dilations', conv([4, 3], [1, 3, 5], [4, 5], { dilations: [1, 1] }), /and kernel need 1 axes/],
  ['conv: padding', conv([4, 3], [1, 3, 5], [4, 5], { padding: [] }), /and kernel need 1 axes/],
  ['conv: a window as long as the input', conv([3, 1], [3, 1, 1], [1, 1]), 'accepted'],
  ['conv: a window that is longer', conv([3, 1], [4, 1, 1], [1, 1]), /a window of 4 does not fit 3 cells/],
  ['conv: padding before makes room', conv([3, 1], [4, 1, 1], [1, 1], { padding: [[1, 0]] }), 'accepted'],
  ['conv: padding behind makes room', conv([3, 1], [4, 1, 1], [1, 1], { padding: [[0, 1]] }), 'accepted'],
  [
    'conv: dilations make the window longer',
    conv([3, 1], [2, 1, 1], [1, 1], { dilations: [3] }),
    /a window of 4 does not fit/,
  ],
  ['conv: strides leave out', conv([6, 1], [2, 1, 1], [3, 1], { strides: [2] }), 'accepted'],

  ['depthwise: two outputs of each channel', depthwise([4, 3], [1, 3, 2], [4, 6]), 'accepted'],
  ['depthwise: other channels', depthwise([4, 3], [1, 2, 2], [4, 4]), /the kernel .* does not fit/],
  ['depthwise: a kernel without its axis', depthwise([4, 3], [3, 2], [4, 6]), /the kernel .* does not fit/],

  ['convTranspose: strides', convTranspose([3, 2], [2, 2, 5], [6, 5], { strides: [2] }), 'accepted'],
  ['convTranspose: dilations', convTranspose([3, 2], [2, 2, 5], [5, 5], { dilations: [2] }), 'accepted'],
  ['convTranspose: no spatial axis', convTranspose([3], [3, 5], [5]), /does not fit the input/],
  [
    'convTranspose: 4 spatial axes',
    convTranspose([1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1]),
    /does not fit the input/,
  ],
  ['convTranspose: 3 spatial axes', convTranspose([1, 1, 1, 1], [1, 1, 1, 1, 1], [1, 1, 1, 1]), 'accepted'],
  ['convTranspose: other channels', convTranspose([3, 2], [1, 3, 5], [3, 5]), /does not fit the input/],
  ['convTranspose: rank', convTranspose([3, 2], [2, 5], [3, 5]), /does not fit the input/],
  [
    'convTranspose: more strides',
    convTranspose([3, 2], [1, 2, 5], [3, 5], { strides: [1, 1] }),
    /need 1 axes/,
  ],
  ['convTranspose: no dilations', convTranspose([3, 2], [1, 2, 5], [3, 5], { dilations: [] }), /need 1 axes/],
  ['convTranspose: no padding', convTranspose([3, 2], [1, 2, 5], [3, 5], { padding: [] }), /need 1 axes/],
  [
    'convTranspose: a crop that leaves one',
    convTranspose([4, 2], [1, 2, 5], [1, 5], { padding: [[1, 2]] }),
    'accepted',
  ],
  [
    'convTranspose: a crop that leaves none',
    convTranspose([4, 2], [1, 2, 5], [1, 5], { padding: [[2, 2]] }),
    /nothing is left/,
  ],
  [
    'convTranspose: all is cropped before, cells are added behind',
    convTranspose([4, 2], [1, 2, 5], [1, 5], { padding: [[4, -1]] }),
    'accepted',
  ],
  [
    'convTranspose: more than all is cropped before',
    convTranspose([4, 2], [1, 2, 5], [1, 5], { padding: [[5, -2]] }),
    /nothing is left/,
  ],
  [
    'convTranspose: all is cropped behind, cells are added before',
    convTranspose([4, 2], [1, 2, 5], [1, 5], { padding: [[-1, 4]] }),
    'accepted',
  ],
  [
    'convTranspose: more than all is cropped behind',
    convTranspose([4, 2], [1, 2, 5], [1, 5], { padding: [[-2, 5]] }),
    /nothing is left/,
  ],

  ['pool: channels stay', pool([4, 3], [2], [3, 3]), 'accepted'],
  ['pool: more axes than are there', pool([4, 3], [2, 1], [3, 3]), /and kernel need 1 axes/],
  ['pool: padding of one cell less', pool([4, 3], [2], [5, 3], { padding: [[1, 1]] }), 'accepted'],
  [
    'pool: padding before as wide as the window',
    pool([4, 3], [2], [5, 3], { padding: [[2, 0]] }),
    /a window can lie in the padding alone/,
  ],
  [
    'pool: padding behind as wide as the window',
    pool([4, 3], [2], [5, 3], { padding: [[0, 2]] }),
    /a window can lie in the padding alone/,
  ],

  ['softmax: a mask repeats', softmax([4, 3], [3]), 'accepted'],
  ['softmax: a scalar', softmax([]), /needs a last axis/],
  ['softmax: a mask that does not repeat', softmax([4, 3], [4]), /\[4\] does not broadcast to \[4, 3\]/],
  ['softmax: a mask with an axis more', softmax([3], [2, 3]), /does not broadcast/],
  [
    'normalize: a scalar',
    { inputs: [[]], outputs: [[]], node: { op: 'normalize', fn: 'rms', epsilon: 0, ...LINEAR }, params: {} },
    /needs a last axis/,
  ],
  [
    'compare: any of a scalar',
    moved({ op: 'compare', fn: 'eq', constant: 0, reduceLast: 'any' }, [], []),
    /needs a last axis/,
  ],
  [
    'compare: any of a row',
    moved({ op: 'compare', fn: 'eq', constant: 0, reduceLast: 'any' }, [3], []),
    'accepted',
  ],

  [
    'concat: sizes of one axis differ',
    {
      inputs: [
        [2, 3],
        [4, 3],
      ],
      outputs: [[6, 3]],
      node: { op: 'concat', axis: 0 },
    },
    'accepted',
  ],
  [
    'concat: sizes of another axis differ',
    {
      inputs: [
        [2, 3],
        [2, 4],
      ],
      outputs: [[4, 3]],
      node: { op: 'concat', axis: 0 },
    },
    /\[2, 4\] does not join \[2, 3\] along axis 0/,
  ],
  [
    'concat: an axis more',
    {
      inputs: [
        [2, 3],
        [2, 3, 1],
      ],
      outputs: [[4, 3]],
      node: { op: 'concat', axis: 0 },
    },
    /does not join/,
  ],
  ['concat: an axis that is not there', moved({ op: 'concat', axis: 1 }, [2], [2]), /has no axis 1/],
  [
    'select: all three repeat',
    { inputs: [{ mask: [4, 1, 1] }, [3, 1], [2]], outputs: [[4, 3, 2]], node: { op: 'select' } },
    'accepted',
  ],
  [
    'select: branches that do not repeat',
    { inputs: [{ mask: [1] }, [3], [2]], outputs: [[3]], node: { op: 'select' } },
    /do not broadcast/,
  ],
  [
    'select: a mask that does not repeat',
    { inputs: [{ mask: [2] }, [3], [3]], outputs: [[3]], node: { op: 'select' } },
    /do not broadcast/,
  ],
  [
    'gather: a table of one number',
    { inputs: [{ indices: [4], limit: 1 }], outputs: [[4]], node: { op: 'gather' }, params: { table: [] } },
    /the table needs rows/,
  ],

  [
    'reduce: inner axes go',
    moved({ op: 'reduce', fn: 'max', axes: [1], params: {} }, [4, 3, 2], [4, 2]),
    'accepted',
  ],
  [
    'reduce: an axis twice',
    moved({ op: 'reduce', fn: 'max', axes: [0, 0], params: {} }, [4], []),
    /repeats an axis/,
  ],
  [
    'reduce: an axis that is not there',
    moved({ op: 'reduce', fn: 'max', axes: [1], params: {} }, [4], [4]),
    /has no axis 1/,
  ],
  ['reshape: as many elements', moved({ op: 'reshape' }, [4, 3], [2, 6]), 'accepted'],
  [
    'reshape: other elements',
    moved({ op: 'reshape' }, [4, 3], [2, 5]),
    /\[4, 3\] does not reshape to \[2, 5\]/,
  ],
  ['transpose: a permutation', moved({ op: 'transpose', perm: [2, 0, 1] }, [4, 3, 2], [2, 4, 3]), 'accepted'],
  ['transpose: an axis twice', moved({ op: 'transpose', perm: [0, 0] }, [4, 4], [4, 4]), /is no permutation/],
  ['transpose: an axis is left out', moved({ op: 'transpose', perm: [0] }, [4, 3], [4]), /is no permutation/],
  ['pad: an axis is left out', pad([[0, 0]], [4, 3], [4]), /needs padding for 2 axes/],
  [
    'pad: both ends',
    pad(
      [
        [1, 2],
        [3, 4],
      ],
      [4, 3],
      [7, 10],
    ),
    'accepted',
  ],
  ['tile: an axis is left out', moved({ op: 'tile', repeats: [2] }, [4, 3], [8]), /needs repeats for 2 axes/],
  ['tile: every axis', moved({ op: 'tile', repeats: [2, 3] }, [4, 3], [8, 9]), 'accepted'],

  ['slice: the last element', slice([3], [1], [1]), 'accepted'],
  ['slice: begins behind the end', slice([4], [1], [-1]), /reads outside of axis 0/],
  ['slice: ends behind the end', slice([0], [5], [1]), /reads outside of axis 0/],
  ['slice: every other element', slice([1], [2], [2]), 'accepted'],
  ['slice: every other element, too many', slice([1], [3], [2]), /reads outside of axis 0/],
  ['slice: backwards', slice([3], [4], [-1]), 'accepted'],
  ['slice: backwards beyond the beginning', slice([2], [4], [-1]), /reads outside of axis 0/],
  ['slice: on the spot', slice([2], [4], [0]), /reads outside of axis 0/],
  ['slice: no begin of an axis', slice([0], [4, 3], [1, 1], [4, 3]), /needs begin, size and strides for 2/],
  ['slice: no size of an axis', slice([0, 0], [4], [1, 1], [4, 3]), /needs begin, size and strides for 2/],
  ['slice: no stride of an axis', slice([0, 0], [4, 3], [1], [4, 3]), /needs begin, size and strides for 2/],

  ['resize: 1 spatial axis', resize('nearest', [4, 3], [6, 3]), 'accepted'],
  ['resize: 3 spatial axes', resize('nearest', [4, 2, 1, 3], [6, 2, 2, 3]), 'accepted'],
  ['resize: no spatial axis', resize('nearest', [3], [3]), /does not resize/],
  ['resize: 4 spatial axes', resize('nearest', [1, 1, 1, 1, 3], [1, 1, 1, 1, 3]), /does not resize/],
  ['resize: an axis more', resize('nearest', [4, 3], [4, 1, 3]), /does not resize/],
  ['resize: other channels', resize('nearest', [4, 3], [6, 2]), /\[4, 3\] does not resize to \[6, 2\]/],
  ['resize: bilinear over 2 axes', resize('bilinear', [4, 4, 3], [2, 6, 3]), 'accepted'],
  ['resize: bilinear over 1 axis', resize('bilinear', [4, 3], [6, 3]), /bilinear needs two spatial axes/],
  ['resize: bilinear over 3 axes', resize('bilinear', [1, 1, 1, 3], [1, 1, 1, 3]), /bilinear needs two/],

  ['recurrent: 4 gates of 2 units', recurrent([5, 3], [3, 8], [2, 8], [5]), 'accepted'],
  ['recurrent: x without steps', recurrent([3], [3, 8], [2, 8]), /the kernel .* does not fit/],
  ['recurrent: x with an axis more', recurrent([5, 3, 1], [3, 8], [2, 8]), /the kernel .* does not fit/],
  ['recurrent: a kernel of other rows', recurrent([5, 3], [2, 8], [2, 8]), /the kernel .* does not fit/],
  ['recurrent: a kernel of other columns', recurrent([5, 3], [3, 6], [2, 8]), /the kernel .* does not fit/],
  [
    'recurrent: a kernel with an axis more',
    recurrent([5, 3], [3, 8, 1], [2, 8]),
    /the kernel .* does not fit/,
  ],
  [
    'recurrent: a state of other units',
    recurrent([5, 3], [3, 8], [3, 8]),
    /the recurrent kernel .* not fit 2/,
  ],
  [
    'recurrent: a state of other columns',
    recurrent([5, 3], [3, 8], [2, 6]),
    /the recurrent kernel .* not fit/,
  ],
  [
    'recurrent: a state with an axis more',
    recurrent([5, 3], [3, 8], [2, 8, 1]),
    /the recurrent kernel .* not/,
  ],
  [
    'recurrent: a mask of other steps',
    recurrent([5, 3], [3, 8], [2, 8], [4]),
    /the mask needs one bit a step/,
  ],
  [
    'recurrent: a mask with an axis more',
    recurrent([5, 3], [3, 8], [2, 8], [5, 1]),
    /the mask needs one bit/,
  ],
];

describe('O1: shapes that fit, and those that do not', () => {
  test.each(CASES)('%s', (_, node, refusal) => {
    const graph = oneNode(node);
    if (refusal === 'accepted') expect(validate(graph).work.at(-1)!.op).toBe(node.node.op);
    else
      expect(refusalOf(graph)).toMatch(
        new RegExp(`^BadShape: Node "x" \\(${node.node.op}\\)?.*${refusal.source}`),
      );
  });
});
