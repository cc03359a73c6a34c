import { describe, expect, test } from 'vitest';
import { OPERATORS } from '../../src/graph/operators.ts';
import type { Graph, Shape } from '../../src/index.ts';
import { LINEAR, RECURRENT } from '../support/node-fields.ts';
import { filled, type Input, type OneNode, oneNode } from '../support/one-node.ts';
import { refusalOf } from '../support/refusal-of.ts';
import { DETOKENIZE, piecesOf, TOKENIZE, tokenizerOf } from '../support/tokenizers.ts';

const WINDOW = { strides: [1], padding: [[0, 0]] } as const;
const RECURRENT_2 = { ...RECURRENT, units: 2 } as const;
const ONE_PAIR = { mult: filled('i32', [1], 2 ** 20), shift: filled('u8', [1], 24) };
const MASK = { mask: [4] } as const;

interface Arity extends Omit<OneNode, 'inputs' | 'outputs'> {
  /** As many inputs as the node may have, and how many of them it has to have. */
  readonly inputs: readonly Input[];
  readonly least: number;
  readonly outputs: readonly Shape[];
}

const same = (count: number, input: Input): readonly Input[] => new Array(count).fill(input);

const ARITIES: readonly Arity[] = [
  {
    ...{ inputs: [[4, 3]], least: 1, outputs: [[4, 2]] },
    ...{ node: { op: 'dense', ...LINEAR }, params: { kernel: [3, 2] } },
  },
  {
    ...{ inputs: [[4, 3]], least: 1, outputs: [[4, 2]] },
    ...{
      node: { op: 'conv', ...LINEAR, ...WINDOW, dilations: [1], groups: 1 },
      params: { kernel: [1, 3, 2] },
    },
  },
  {
    ...{ inputs: [[4, 3]], least: 1, outputs: [[4, 3]] },
    ...{ node: { op: 'depthwise', ...LINEAR, ...WINDOW, dilations: [1] }, params: { kernel: [1, 3, 1] } },
  },
  {
    ...{ inputs: [[4, 3]], least: 1, outputs: [[4, 2]] },
    ...{ node: { op: 'convTranspose', ...LINEAR, ...WINDOW, dilations: [1] }, params: { kernel: [1, 3, 2] } },
  },
  {
    ...{ inputs: [[4, 3]], least: 1, outputs: [[4, 3]] },
    ...{ node: { op: 'pool', fn: 'max', size: [1], ...WINDOW }, params: {} },
  },
  {
    ...{ inputs: same(2, [4]), least: 2, outputs: [[4]] },
    ...{ node: { op: 'binary', fn: 'add', ...LINEAR }, params: {} },
  },
  {
    ...{ inputs: [[4]], least: 1, outputs: [[4]] },
    ...{ node: { op: 'affine', ...LINEAR }, params: { kernel: [1] } },
  },
  {
    ...{ profile: 'a16', inputs: [[4]], least: 1, outputs: [[4]] },
    ...{ node: { op: 'requantize', ...LINEAR }, params: ONE_PAIR },
  },
  {
    ...{ inputs: [[4]], least: 1, outputs: [[4]] },
    ...{ node: { op: 'unary', fn: 'relu', alpha: 0, beta: 0 }, params: {} },
  },
  {
    ...{ inputs: [[4], MASK], least: 1, outputs: [[4]] },
    ...{ node: { op: 'softmax', log: false }, params: {} },
  },
  {
    ...{ inputs: [[4]], least: 1, outputs: [[4]] },
    ...{ node: { op: 'normalize', fn: 'rms', epsilon: 0, ...LINEAR }, params: {} },
  },
  {
    ...{ inputs: [[4]], least: 1, outputs: [[]] },
    ...{ node: { op: 'reduce', fn: 'sum', axes: [0] }, params: {} },
  },
  {
    ...{ inputs: same(2, [4, 4]), least: 2, outputs: [[4, 4]] },
    ...{ node: { op: 'matmul', transposeB: false, ...LINEAR }, params: {} },
  },
  {
    ...{ inputs: [{ indices: [4], limit: 2 }], least: 1, outputs: [[4, 3]] },
    ...{ node: { op: 'gather' }, params: { table: [2, 3] } },
  },
  { inputs: [[4]], least: 1, outputs: [[2, 2]], node: { op: 'reshape' } },
  { inputs: [[4]], least: 1, outputs: [[4]], node: { op: 'transpose', perm: [0] } },
  { inputs: [[4]], least: 1, outputs: [[5]], node: { op: 'pad', padding: [[1, 0]], fill: 0 } },
  {
    ...{ inputs: [[4]], least: 1, outputs: [[4]] },
    ...{ node: { op: 'slice', begin: [0], size: [4], strides: [1] } },
  },
  { inputs: [[4]], least: 1, outputs: [[8]], node: { op: 'tile', repeats: [2] } },
  { inputs: [], least: 0, outputs: [[4]], node: { op: 'constant' }, params: { value: [4] } },
  {
    ...{ inputs: [[4, 3]], least: 1, outputs: [[4, 3]] },
    ...{ node: { op: 'resize', fn: 'nearest', alignCorners: false, halfPixel: false } },
  },
  { inputs: [MASK, [4], [4]], least: 3, outputs: [[4]], node: { op: 'select' } },
  {
    ...{ inputs: [[4]], least: 1, outputs: [[4]] },
    ...{ node: { op: 'compare', fn: 'eq', constant: 0, reduceLast: 'none' } },
  },
  {
    ...{ inputs: [[4, 3], MASK], least: 1, outputs: [[4, 2], [2]] },
    ...{ node: { ...RECURRENT_2, fn: 'rnn' }, params: { kernel: [3, 2], recurrent: [2, 2] } },
  },
  {
    ...{ inputs: [[4, 3], MASK], least: 1, outputs: [[4, 2], [2], [2]] },
    ...{ node: { ...RECURRENT_2, fn: 'lstm' }, params: { kernel: [3, 8], recurrent: [2, 8] } },
  },
  {
    ...{ inputs: [[4, 3], MASK], least: 1, outputs: [[4, 2], [2]] },
    ...{ node: { ...RECURRENT_2, fn: 'gru' }, params: { kernel: [3, 6], recurrent: [2, 6] } },
  },
  {
    ...{ inputs: [{ text: 4 }], least: 1, outputs: [[3]] },
    ...{ node: { ...TOKENIZE, fn: 'words' }, params: tokenizerOf(['a']) },
  },
  { ...{ inputs: [[2, 3]], least: 1, outputs: [[2]] }, node: { op: 'argmax' } },
  {
    ...{ inputs: [{ indices: [3], limit: 2 }], least: 1, outputs: [[3]] },
    ...{ node: { ...DETOKENIZE, fn: 'joined' }, params: piecesOf(['', 'a']) },
  },
  {
    ...{ inputs: [[4, 3], { indices: [2], limit: 4 }], least: 2, outputs: [[2, 3]] },
    node: { op: 'take', axis: 0, offset: 0 },
  },
  {
    ...{ inputs: [[4, 3], [1, 3], { indices: [], limit: 4 }], least: 3, outputs: [[4, 3]] },
    node: { op: 'put', axis: 0, offset: 0 },
  },
];

/** The last node reads or writes other values; the graph stays as it is otherwise. */
function rewired(graph: Graph, change: { inputs?: readonly number[]; outputs?: readonly number[] }): Graph {
  return { ...graph, nodes: graph.nodes.with(-1, { ...graph.nodes.at(-1)!, ...change }) };
}

const named = ARITIES.map((arity) => [[arity.node.op, arity.node['fn']].join(' '), arity] as const);

describe('arity', () => {
  test.each(named)('%s takes from its least to its most inputs, and no fewer and no more', (_, arity) => {
    const { inputs, least } = arity;
    for (let count = least; count <= inputs.length; count++) {
      expect(refusalOf(oneNode({ ...arity, inputs: inputs.slice(0, count) }))).toBe('accepted');
    }
    if (least > 0) {
      const fewer = oneNode({ ...arity, inputs: inputs.slice(0, least) });
      const read = fewer.nodes.at(-1)!.inputs.slice(0, -1);
      expect(refusalOf(rewired(fewer, { inputs: read }))).toMatch(/^BadGraph: Node "x" lacks inputs/);
    }
    const whole = oneNode(arity);
    const { inputs: read } = whole.nodes.at(-1)!;
    // A value that is there: the last one that it reads, or the input of a node that reads none.
    const more = [...read, read.at(-1) ?? whole.inputs[0]!.value];
    expect(refusalOf(rewired(whole, { inputs: more }))).toMatch(
      new RegExp(`^BadGraph: .*expected ${least} to ${inputs.length} inputs, got ${inputs.length + 1}`),
    );
  });

  test.each(named)('%s writes as many values as it has to', (_, arity) => {
    const whole = oneNode(arity);
    const { outputs } = whole.nodes.at(-1)!;
    const written = outputs.length;
    const expected = new RegExp(`^BadGraph: .*expected ${written} outputs`);
    if (written > 1) expect(refusalOf(rewired(whole, { outputs: outputs.slice(0, -1) }))).toMatch(expected);
    // One more, which no rule of shapes gives: refused for its shape, and a scalar for being there.
    const scalar = { shape: [], type: whole.values[outputs[0]!]!.type, scale: 1, zero: 0 } as const;
    const wider = { ...whole, values: [...whole.values, scalar] };
    expect(refusalOf(rewired(wider, { outputs: [...outputs, whole.values.length] }))).toMatch(expected);
    expect(refusalOf(rewired(whole, { outputs: [...outputs, outputs[0]!] }))).toMatch(/^Bad(Shape|Graph): /);
  });

  test('concat joins up to 256 values', () => {
    const concat = (count: number) =>
      oneNode({ inputs: same(count, [2]), outputs: [[2 * count]], node: { op: 'concat', axis: 0 } });
    for (const count of [1, 2, 256]) expect(refusalOf(concat(count))).toBe('accepted');
    const whole = concat(256);
    const { inputs } = whole.nodes[0]!;
    expect(refusalOf(rewired(whole, { inputs: [] }))).toMatch(/^BadGraph: Node "x" lacks inputs/);
    expect(refusalOf(rewired(whole, { inputs: [...inputs, 0] }))).toMatch(/^BadProgram/);
  });

  test('no operator is left out', () => {
    // Head and end of a loop stand together: graph/loops.test.ts.
    const covered = new Set<string>([...ARITIES.map(({ node }) => node.op), 'concat', 'repeat', 'until']);
    expect([...covered].sort()).toEqual(Object.keys(OPERATORS).sort());
  });
});
