import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../src/graph/limits.ts';
import { createModel, type Graph, type Node, validate } from '../../src/index.ts';
import { indexPort, plainValue, realPort } from '../../src/workshop/build/plain.ts';
import { type Case, expectCase, withValue } from '../support/bounds-case.ts';
import { FIBONACCI, fibonacci } from '../support/loops.ts';

const { nodes: AT, values } = FIBONACCI;
const graph = fibonacci();

const withNode = (index: number, change: Partial<Node>): Graph => ({
  ...graph,
  // A test may make what no type would let it.
  nodes: graph.nodes.with(index, { ...graph.nodes[index]!, ...change } as Node),
});
const without = (index: number): Graph => ({ ...graph, nodes: graph.nodes.toSpliced(index, 1) });
const inserted = (index: number, node: Node, ...more: Graph['values']): Graph => ({
  ...graph,
  values: [...graph.values, ...more],
  nodes: graph.nodes.toSpliced(index, 0, node),
});
const NEXT = graph.values.length;
const copy = (from: number, to: number): Node => ({
  ...{ op: 'reshape', layer: 'copy', inputs: [from], outputs: [to] },
});
const one = plainValue([1], 'i16');
const inner: Node[] = [
  {
    ...{ op: 'repeat', layer: 'inner', inputs: [values.a], outputs: [NEXT, NEXT + 1] },
    ...{ steps: 2, limits: [0] },
  },
  { op: 'until', layer: 'inner', inputs: [values.stop, NEXT + 1], outputs: [NEXT + 2] },
];

/** One index below 5, which is a state of its own, with `limit`; it begins as it is and ends as the step's number. */
const indices = (limit: number, { steps = 4, ends = 2 } = {}): Graph => ({
  profile: 'a16',
  values: [
    ...[plainValue([], 'i32'), plainValue([], 'i32'), plainValue([], 'i32'), plainValue([], 'u8')],
    ...[plainValue([], 'i32'), plainValue([], 'i32')],
  ],
  nodes: [
    { op: 'repeat', layer: 'loop', inputs: [0], outputs: [1, 2], steps, limits: [limit] },
    {
      ...{ op: 'compare', layer: 'stop', inputs: [2], outputs: [3] },
      ...{ fn: 'eq', constant: 4, reduceLast: 'none' },
    },
    { op: 'reshape', layer: 'next', inputs: [ends === 1 ? 1 : 2], outputs: [4] },
    { op: 'until', layer: 'loop', inputs: [3, 4], outputs: [5] },
  ],
  inputs: [indexPort('x', 0, 5)],
  outputs: [{ name: 'y', value: 5 }],
  tensors: new Map(),
});

describe('O10: a loop', () => {
  test.each<Case>([
    ['as it should be', graph, 'accepted'],
    ['in f32', fibonacci({ profile: 'f32' }), 'accepted'],
    ['in a8', fibonacci({ profile: 'a8' }), 'accepted'],
    ['of one step', fibonacci({ steps: 1 }), 'accepted'],
    ['of as many steps as there may be', fibonacci({ steps: LIMITS.steps }), 'accepted'],
    ['of more', fibonacci({ steps: LIMITS.steps + 1 }), /^BadProgram.*steps should be an integer from 1/],
    ['without an end', without(AT.until), /^BadGraph.*its loop has no end/],
    ['without a head', without(AT.repeat), /^BadGraph/],
    [
      'that ends twice',
      inserted(
        AT.until + 1,
        { ...graph.nodes[AT.until]!, outputs: [NEXT, NEXT + 1, NEXT + 2] },
        one,
        one,
        one,
      ),
      /^Bad(Graph|Shape)/,
    ],
    [
      'in a loop',
      {
        ...graph,
        values: [...graph.values, plainValue([], 'i32'), one, one],
        nodes: graph.nodes.toSpliced(AT.until, 0, ...inner),
      },
      /^BadGraph.*a loop begins inside of a loop/,
    ],
    [
      'with a state that has no next',
      withNode(AT.until, {
        inputs: graph.nodes[AT.until]!.inputs.slice(0, -1),
        outputs: graph.nodes[AT.until]!.outputs.slice(0, -1),
      }),
      /^BadGraph.*has 2 states, and its loop begins with 3/,
    ],
    [
      'with a state that changes its shape',
      withNode(AT.until, { inputs: [values.stop, values.row, values.sum, values.put] }),
      /^BadShape/,
    ],
    [
      'that goes on by a list',
      withNode(AT.until, { inputs: [values.flag, values.b, values.sum, values.put] }),
      /^BadShape.*single number/,
    ],
    ['that goes on by an activation', withValue(graph, values.stop, { type: 'i16' }), /^BadGraph/],
    [
      'whose step is no index',
      withValue(graph, values.step, { type: 'i16' }),
      /^BadGraph.*type i32, got i16/,
    ],
    ['whose step has an axis', withValue(graph, values.step, { shape: [1] }), /^BadShape/],
    ['with too few limits', withNode(AT.repeat, { limits: [0, 0] }), /^BadParameter.*one limit for each/],
    ['with a limit of an activation', withNode(AT.repeat, { limits: [0, 1, 0] }), /^BadParameter.*limit 1/],
    [
      'whose inside is an output',
      { ...graph, outputs: [{ name: 'y', value: values.sum }] },
      /^BadGraph.*inside of a loop/,
    ],
    [
      'whose state is an output',
      { ...graph, outputs: [{ name: 'y', value: values.a }] },
      /^BadGraph.*inside of a loop/,
    ],
    [
      'whose inside is read behind',
      inserted(graph.nodes.length, copy(values.sum, NEXT), one),
      /^BadGraph.*inside of a loop/,
    ],
    [
      'whose step is read behind',
      inserted(graph.nodes.length, copy(values.step, NEXT), plainValue([], 'i32')),
      /^BadGraph.*inside of a loop/,
    ],
    ['whose end is read behind', inserted(graph.nodes.length, copy(values.last, NEXT), one), 'accepted'],
  ])('%s', (_, given, refusal) => expectCase(given, refusal));

  test.each<Case>([
    ['all that goes in', indices(5), 'accepted'],
    ['more', indices(6), 'accepted'],
    ['less', indices(4), /^BadGraph.*begins out of range/],
    ['no limit', indices(0), /^BadParameter.*limit 0/],
    ['steps that stay below', indices(5, { steps: 5, ends: 1 }), 'accepted'],
    ['steps that do not', indices(5, { steps: 6, ends: 1 }), /^BadGraph.*can leave its range/],
  ])('a state of indices has a limit: %s', (_, given, refusal) => expectCase(given, refusal));
});

describe('places', () => {
  const put = (change: Partial<Extract<Node, { op: 'put' }>>) => withNode(AT.put, change);
  test.each<Case>([
    ['one further', put({ offset: 1 }), /^BadGraph.*places can be 1 to 6, and the axis has 6/],
    ['another axis', put({ axis: 1 }), /^BadShape.*no part/],
    ['an axis too many', put({ axis: 2 }), /^BadShape.*no axis 2/],
    ['a part that is the whole', withValue(graph, values.row, { shape: [6, 1] }), /^BadShape/],
    ['a place with an axis', put({ inputs: [values.numbers, values.row, values.flag] }), /^Bad/],
    [
      'a part of another scale',
      withValue(graph, values.row, { scale: 2 }),
      /^BadGraph.*different type, scale/,
    ],
  ])('put: %s', (_, given, refusal) => expectCase(given, refusal));

  const take = (axis: number, offset: number, shape: readonly number[]): Graph =>
    inserted(
      AT.until,
      { op: 'take', layer: 'take', inputs: [values.put, values.step], outputs: [NEXT], axis, offset },
      plainValue(shape, 'i16'),
    );
  test.each<Case>([
    ['along the first axis', take(0, 0, [1]), 'accepted'],
    ['one further', take(0, 1, [1]), /^BadGraph.*places can be 1 to 6/],
    ['along an axis of one', take(1, 0, [6]), /^BadGraph.*places can be 0 to 5, and the axis has 1/],
    ['along no axis', take(2, 0, [6, 1]), /^BadShape.*no axis 2/],
    ['of another shape', take(0, 0, [1, 1]), /^BadShape/],
  ])('take: %s', (_, given, refusal) => expectCase(given, refusal));
});

test('F10: the work of a loop is that of all its steps', () => {
  const { work } = validate(fibonacci({ steps: 40 }));
  expect(work.map(({ op, loop, times }) => [op, loop, times])).toEqual([
    ['constant', null, 1],
    ['repeat', null, 1],
    ...['binary', 'reshape', 'put', 'compare', 'reshape', 'until'].map((op) => [op, 0, 40]),
  ]);
  // Three states: two single numbers and forty.
  expect(work[1]).toMatchObject({ elements: 42, effort: { products: 0, writes: 42, reads: 0, runs: 3 } });
  expect(work.at(-1)).toMatchObject({ elements: 42, effort: { products: 0, writes: 84, reads: 0, runs: 3 } });
  const total = work.reduce((sum, { macs, elements, times }) => sum + (macs + elements) * times, 0);
  const capacity = (most: number) => ({
    ...{ artefactBytes: 2 ** 24, nodeElements: 2 ** 24, totalElements: 2 ** 26, planBytes: 2 ** 28 },
    work: most,
  });
  const refusal = (most: number) => {
    try {
      validate(fibonacci({ steps: 40 }), undefined, capacity(most));
      return 'accepted';
    } catch (error) {
      return (error as { code?: string }).code;
    }
  };
  expect([refusal(total), refusal(total - 1)]).toEqual(['accepted', 'TooMuchWork']);
});

/** `states` states that are one number, and stay. */
const carrying = (states: number): Graph => {
  const [initial, stop, step] = [0, 1, 2];
  const current = Array.from({ length: states }, (_, state) => step + 1 + state);
  const last = current.map((state) => state + states);
  return {
    profile: 'a16',
    values: [
      ...[plainValue([], 'i16'), plainValue([], 'u8'), plainValue([], 'i32')],
      ...[...current, ...last].map(() => plainValue([], 'i16')),
    ],
    nodes: [
      { op: 'constant', layer: 'go on', inputs: [], outputs: [stop], params: { value: 'never' } },
      {
        ...{ op: 'repeat', layer: 'loop', inputs: current.map(() => initial), outputs: [step, ...current] },
        ...{ steps: 3, limits: current.map(() => 0) },
      },
      { op: 'until', layer: 'loop', inputs: [stop, ...current], outputs: last },
    ],
    inputs: [realPort('x', initial)],
    outputs: [{ name: 'y', value: last.at(-1)! }],
    tensors: new Map([['never', { shape: [], data: Uint8Array.of(0) }]]),
  };
};

test('F10: a loop has as many states as a node can write beside its step', () => {
  expectCase(carrying(LIMITS.states), 'accepted');
  const model = createModel(carrying(LIMITS.states));
  expect(model.decodeFixed(model.run(model.encodeFixed([7n * 10n ** 18n]), 1))).toEqual([7n * 10n ** 18n]);
  expectCase(carrying(LIMITS.states + 1), /^BadProgram/);
});

test('F14: a plan of a network with a loop runs one example at a time', () => {
  expect(validate(graph).memory.capacity).toBe(1);
});
