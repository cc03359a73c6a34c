import { describe, expect, test } from 'vitest';
import { validate } from '../../src/index.ts';
import { alone, PAIR, withValue } from '../support/bounds-case.ts';
import { LINEAR } from '../support/node-fields.ts';
import { type OneNode, oneNode } from '../support/one-node.ts';
import { refusalOf } from '../support/refusal-of.ts';

describe('O3: activations are of the profile’s type, masks and indices of their own', () => {
  const WINDOW = { strides: [1], dilations: [1], padding: [[0, 0]] };
  const recurrent = {
    op: 'recurrent',
    fn: 'rnn',
    units: 2,
    backwards: false,
    resetAfter: false,
    zeroOutputForMask: false,
    activation: 'tanh',
    recurrentActivation: 'sigmoid',
  } as const;
  /** Every input and output is an activation. */
  const ACTIVATIONS: readonly OneNode[] = [
    { inputs: [[4, 3]], outputs: [[4, 2]], node: { op: 'dense', ...LINEAR }, params: { kernel: [3, 2] } },
    {
      ...{ inputs: [[4, 3]], outputs: [[4, 2]] },
      ...{ node: { op: 'conv', ...LINEAR, ...WINDOW, groups: 1 }, params: { kernel: [1, 3, 2] } },
    },
    {
      ...{ inputs: [[4, 3]], outputs: [[4, 3]] },
      ...{ node: { op: 'depthwise', ...LINEAR, ...WINDOW }, params: { kernel: [1, 3, 1] } },
    },
    {
      ...{ inputs: [[4, 3]], outputs: [[4, 2]] },
      ...{ node: { op: 'convTranspose', ...LINEAR, ...WINDOW }, params: { kernel: [1, 3, 2] } },
    },
    {
      ...{ inputs: [[4, 3]], outputs: [[4, 3]], params: {} },
      node: { op: 'pool', fn: 'avg', size: [1], strides: [1], padding: [[0, 0]] },
    },
    { inputs: [[4], [4]], outputs: [[4]], node: { op: 'binary', fn: 'add', ...LINEAR }, params: {} },
    { inputs: [[4]], outputs: [[4]], node: { op: 'affine', ...LINEAR }, params: { kernel: [1] } },
    { inputs: [[4]], outputs: [[4]], node: { op: 'unary', fn: 'relu', alpha: 0, beta: 0 }, params: {} },
    { inputs: [[4]], outputs: [[4]], node: { op: 'softmax', log: false }, params: {} },
    {
      ...{ inputs: [[4]], outputs: [[4]], params: {} },
      node: { op: 'normalize', fn: 'rms', epsilon: 0, ...LINEAR },
    },
    { inputs: [[4]], outputs: [[]], node: { op: 'reduce', fn: 'sum', axes: [0] }, params: {} },
    {
      ...{
        inputs: [
          [4, 4],
          [4, 4],
        ],
        outputs: [[4, 4]],
        params: {},
      },
      node: { op: 'matmul', transposeB: false, ...LINEAR },
    },
    {
      ...{ inputs: [[4, 3]], outputs: [[4, 2], [2]], node: recurrent },
      params: { kernel: [3, 2], recurrent: [2, 2] },
    },
    {
      ...{ profile: 'a16', inputs: [[4]], outputs: [[4]] },
      ...{ node: { op: 'requantize', ...LINEAR }, params: PAIR },
    },
  ];
  test.each(ACTIVATIONS.map((one) => [`${one.node.op} ${one.node['fn'] ?? ''}`, one] as const))(
    '%s',
    (_, one) => {
      const type = one.profile === 'a16' ? 'i16' : 'f32';
      const refused = new RegExp(`^BadGraph.*expected a value of type ${type}, got i32`);
      expect(refusalOf(oneNode(one))).toBe('accepted');
      one.inputs.forEach((input, index) => {
        const indices = { indices: input as readonly number[], limit: 2 };
        expect(refusalOf(oneNode({ ...one, inputs: one.inputs.with(index, indices) }))).toMatch(refused);
      });
      const graph = oneNode(one);
      for (const { value } of graph.outputs) {
        expect(refusalOf(withValue(graph, value, { type: 'i32' }))).toMatch(refused);
      }
    },
  );

  const WIDE: readonly OneNode[] = ACTIVATIONS.filter(({ node }) => node.op !== 'requantize');
  test.each(WIDE.map((one) => [`${one.node.op} ${one.node['fn'] ?? ''}`, one] as const))(
    'a8: %s has int8 around it, or int16 alone',
    (_, one) => {
      const graph = oneNode({ ...one, profile: 'a8' });
      const own = [...graph.nodes.at(-1)!.inputs, ...graph.nodes.at(-1)!.outputs];
      const mixed = /^BadGraph.*expected a value of type i16, got i8/;
      for (const value of own) expect(refusalOf(withValue(graph, value, { type: 'i16' }))).toMatch(mixed);
      const wide = own.reduce((made, value) => withValue(made, value, { type: 'i16' }), graph);
      // What parameters lack is another matter: as far as types go, both are as in the profile of that type.
      expect(refusalOf(graph)).not.toMatch(/expected a value/);
      expect(refusalOf(wide)).toBe(refusalOf(oneNode({ ...one, profile: 'a16' })));
    },
  );

  test('a8: requantize alone goes between int8 and int16', () => {
    const one = alone({ op: 'requantize', ...LINEAR }, [4], PAIR, { profile: 'a8' });
    for (const [from, to] of [
      ['i8', 'i16'],
      ['i16', 'i8'],
      ['i16', 'i16'],
      ['i8', 'i8'],
    ] as const) {
      expect(refusalOf(withValue(withValue(one, 0, { type: from }), 1, { type: to }))).toBe('accepted');
    }
    const wide = alone({ op: 'requantize', ...LINEAR }, [4], PAIR);
    for (const value of [0, 1]) {
      expect(refusalOf(withValue(wide, value, { type: 'i8' }))).toMatch(
        /^BadGraph: Value \d has type i8, which profile a16/,
      );
    }
  });

  test('G4: a node of an a8 graph with int16 around it does the work, and has the price, that it has in a16', () => {
    const node = { op: 'requantize', ...LINEAR } as const;
    const works = (['a8', 'a16'] as const).map((profile) => {
      const graph = alone(node, [4], PAIR, { profile });
      return validate(profile === 'a8' ? withValue(graph, 1, { type: 'i16' }) : graph).work;
    });
    expect(works[0]).toEqual(works[1]);
    expect(validate(alone(node, [4], PAIR, { profile: 'a8' })).work).toMatchObject([{ profile: 'a8' }]);
  });

  test('resize takes and gives activations', () => {
    const node = { op: 'resize', fn: 'nearest', alignCorners: false, halfPixel: false } as const;
    const graph = oneNode({ inputs: [{ indices: [4, 1], limit: 2 }], outputs: [[4, 1]], node });
    expect(refusalOf(withValue(graph, 1, { type: 'i32' }))).toMatch(
      /^BadGraph.*expected a value of type f32/,
    );
  });

  test('gather takes indices and gives activations', () => {
    const one: OneNode = {
      ...{ inputs: [{ indices: [4], limit: 2 }], outputs: [[4]] },
      ...{ node: { op: 'gather' }, params: { table: [2] } },
    };
    expect(refusalOf(oneNode(one))).toBe('accepted');
    expect(refusalOf(oneNode({ ...one, inputs: [[4]] }))).toMatch(/expected a value of type i32, got f32/);
    const graph = oneNode(one);
    expect(refusalOf(withValue(graph, graph.outputs[0]!.value, { type: 'i32' }))).toMatch(
      /expected a value of type f32, got i32/,
    );
  });

  test.each<readonly [string, OneNode, index: number]>([
    ['softmax', { inputs: [[4], [4]], outputs: [[4]], node: { op: 'softmax', log: false }, params: {} }, 1],
    ['select', { inputs: [[4], [4], [4]], outputs: [[4]], node: { op: 'select' } }, 0],
    [
      'recurrent',
      {
        ...{ inputs: [[4, 3], [4]], outputs: [[4, 2], [2]], node: recurrent },
        params: { kernel: [3, 2], recurrent: [2, 2] },
      },
      1,
    ],
  ])('%s takes a mask', (_, one, index) => {
    const mask = { mask: one.inputs[index] as readonly number[] };
    expect(refusalOf(oneNode({ ...one, inputs: one.inputs.with(index, mask) }))).toBe('accepted');
    expect(refusalOf(oneNode(one))).toMatch(/^BadGraph.*expected a value of type u8, got f32/);
  });

  test('compare gives a mask', () => {
    const graph = alone({ op: 'compare', fn: 'eq', constant: 0, reduceLast: 'none' }, [4]);
    expect(refusalOf(withValue(graph, 1, { type: 'i16' }))).toMatch(/expected a value of type u8, got i16/);
  });
});

describe('O3: what only moves data keeps type, scale and zero point', () => {
  const two = { profile: 'a8', inputs: [[4], [4]] } as const;
  const max = alone({ op: 'binary', fn: 'max', ...LINEAR }, [4], {}, two);
  const reshape = alone({ op: 'reshape' }, [4], undefined, { profile: 'a8' });
  const pad = alone({ op: 'pad', padding: [[0, 0]], fill: 0 }, [4], undefined, { profile: 'a8' });
  const resize = alone(
    { op: 'resize', fn: 'nearest', alignCorners: false, halfPixel: false },
    ...([[4, 1], undefined, { profile: 'a8' }] as const),
  );
  const pool = alone(
    { op: 'pool', fn: 'max', size: [1], strides: [1], padding: [[0, 0]] },
    [4, 1],
    {},
    { profile: 'a8' },
  );
  const reduce = alone({ op: 'reduce', fn: 'max', axes: [0] }, [4, 1], {}, { profile: 'a8', outputs: [[1]] });
  const all = { max, reshape, pad, resize, pool, reduce };
  test.each(Object.entries(all))('%s', (_, graph) => {
    const { value } = graph.outputs[0]!;
    expect(refusalOf(graph)).toBe('accepted');
    for (const change of [{ scale: 2 }, { zero: 1 }]) {
      for (const index of [0, value]) {
        expect(refusalOf(withValue(graph, index, change))).toMatch(
          /^BadGraph.*different type, scale or zero/,
        );
      }
    }
  });

  test('a type alone', () => {
    const graph = alone({ op: 'reshape' }, [4], undefined, { profile: 'f32' });
    expect(refusalOf(withValue(graph, 1, { type: 'i32' }))).toMatch(
      /^BadGraph.*different type, scale or zero/,
    );
  });
});
