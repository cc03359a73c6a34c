import { describe, expect, test } from 'vitest';
import { type Graph, type Value, validate } from '../../src/index.ts';
import { filled, type OneNode, oneNode, type Param } from '../support/one-node.ts';
import { refusalOf } from '../support/refusal-of.ts';
import { dataOf } from '../support/vector-case.ts';

type Refusal = RegExp | 'accepted';
type Params = Readonly<Record<string, Param>>;
type Case = readonly [title: string, graph: Graph, refusal: Refusal];

const LINEAR = { min: null, max: null } as const;

const vector = (type: Value['type'], ...numbers: number[]) => ({
  shape: [numbers.length],
  data: dataOf(type, numbers),
});
const pair = (mult: number, shift: number, count = 1): Params => ({
  mult: filled('i32', [count], mult),
  shift: filled('u8', [count], shift),
});
const PAIR = pair(2 ** 20, 24);

const withValue = (graph: Graph, index: number, change: Partial<Value>): Graph => ({
  ...graph,
  values: graph.values.with(index, { ...graph.values[index]!, ...change }),
});

/** One input and one output of this shape, in a16 unless it says otherwise. */
function alone(
  node: OneNode['node'],
  shape: readonly number[],
  params?: Params,
  more?: Partial<OneNode>,
): Graph {
  return oneNode({
    profile: 'a16',
    inputs: [shape],
    outputs: [shape],
    node,
    ...(params && { params }),
    ...more,
  });
}

function expectCase(graph: Graph, refusal: Refusal): void {
  if (refusal === 'accepted') expect(refusalOf(graph)).toBe('accepted');
  else expect(refusalOf(graph)).toMatch(refusal);
}

/** The graph's last value, which is what its last node writes unless masks follow. */
const rangeOf = (graph: Graph) => validate(graph).ranges[graph.outputs[0]!.value];

describe('O2, O5: clamps', () => {
  const clamped = (min: number | null, max: number | null, profile: 'f32' | 'a16' | 'a8') =>
    profile === 'f32'
      ? alone({ op: 'affine', min, max }, [4], { kernel: [1] }, { profile })
      : alone({ op: 'requantize', min, max }, [4], PAIR, { profile });

  test.each([
    [-32767, 32767, 'a16', 'accepted'],
    [-32768, null, 'a16', /BadParameter.*clamp/],
    [null, 32768, 'a16', /BadParameter.*clamp/],
    [-128, 127, 'a8', 'accepted'],
    [-129, null, 'a8', /BadParameter.*clamp/],
    [null, 128, 'a8', /BadParameter.*clamp/],
    [5, 5, 'a16', 'accepted'],
    [6, 5, 'a16', /BadParameter.*clamp/],
    [0.5, null, 'a16', /BadParameter.*clamp/],
    [null, 0.5, 'a16', /BadParameter.*clamp/],
    [0.5, 0.5, 'f32', 'accepted'],
    [0.5, 0.25, 'f32', /BadParameter.*clamp/],
  ] as const)('[%s, %s] in %s: %s', (min, max, profile, refusal) => {
    expectCase(clamped(min, max, profile), refusal);
  });

  test('what is left is where the output lies', () => {
    expect(rangeOf(clamped(-3, null, 'a16'))).toEqual({ low: -3, high: 32767 });
    expect(rangeOf(clamped(null, 3, 'a8'))).toEqual({ low: -128, high: 3 });
    expect(rangeOf(clamped(0, 6, 'f32'))).toEqual({ low: -Infinity, high: Infinity });
  });
});

describe('N3, O4: multipliers and shifts', () => {
  const requantized = (params: Params) => alone({ op: 'requantize', ...LINEAR }, [2, 3], params);
  test.each<Case>([
    ['the least of both', requantized(pair(2 ** 20, 1)), 'accepted'],
    ['the most of both', requantized(pair(2 ** 21 - 1, 52)), 'accepted'],
    ['a multiplier below', requantized(pair(2 ** 20 - 1, 24)), /BadParameter.*mult/],
    ['a multiplier above', requantized(pair(2 ** 21, 24)), /BadParameter.*mult/],
    ['a shift below', requantized(pair(2 ** 20, 0)), /BadParameter.*shift/],
    ['a shift above', requantized(pair(2 ** 20, 53)), /BadParameter.*shift/],
    ['one for each of the last axis', requantized(pair(2 ** 20, 24, 3)), 'accepted'],
    ['one for each of another axis', requantized(pair(2 ** 20, 24, 2)), /"mult" should have 1 or 3 elements/],
    [
      'another number of shifts',
      requantized({ ...PAIR, shift: filled('u8', [3], 24) }),
      /"shift" should have 1 elements/,
    ],
    ['of a scalar', alone({ op: 'requantize', ...LINEAR }, [], PAIR), 'accepted'],
    [
      'two of a scalar',
      alone({ op: 'requantize', ...LINEAR }, [], pair(2 ** 20, 24, 2)),
      /"mult" should have/,
    ],
    ['no multiplier', requantized({ shift: PAIR['shift']! }), /lacks the parameter "mult"/],
    ['no shift', requantized({ mult: PAIR['mult']! }), /lacks the parameter "shift"/],
    [
      'requantize in f32',
      alone({ op: 'requantize', ...LINEAR }, [3], {}, { profile: 'f32' }),
      /^BadGraph.*no meaning in an f32 graph/,
    ],
  ])('%s', (_, graph, refusal) => expectCase(graph, refusal));

  // Kernels, means of f32 graphs have none.
  test.each<Case>(
    (['mult', 'shift'] as const).flatMap((role): Case[] => {
      const params = { [role]: PAIR[role]! };
      const profile = 'f32';
      const none = new RegExp(`^BadParameter.*"${role}" has no meaning here`);
      const pool = { op: 'pool', fn: 'avg', size: [1], strides: [1], padding: [[0, 0]] } as const;
      const two = {
        profile,
        inputs: [
          [4, 4],
          [4, 4],
        ],
      } as const;
      return [
        [
          `dense: ${role}`,
          alone({ op: 'dense', ...LINEAR }, [1], { kernel: [1, 1], ...params }, { profile }),
          none,
        ],
        [
          `affine: ${role}`,
          alone({ op: 'affine', ...LINEAR }, [1], { kernel: [1], ...params }, { profile }),
          none,
        ],
        [`pool: ${role}`, alone(pool, [4, 1], params, { profile }), none],
        [`pool max: ${role}`, alone({ ...pool, fn: 'max' }, [4, 1], params, { profile }), none],
        [`pool max in a16: ${role}`, alone({ ...pool, fn: 'max' }, [4, 1], params), none],
        [
          `reduce: ${role}`,
          alone({ op: 'reduce', fn: 'sum', axes: [0] }, [4], params, { profile, outputs: [[]] }),
          none,
        ],
        [
          `reduce max in a16: ${role}`,
          alone({ op: 'reduce', fn: 'max', axes: [0] }, [4], params, { outputs: [[]] }),
          none,
        ],
        [`binary: ${role}`, alone({ op: 'binary', fn: 'add', ...LINEAR }, [4, 4], params, two), none],
        [
          `binary max in a16: ${role}`,
          alone({ op: 'binary', fn: 'max', ...LINEAR }, [4, 4], params, { inputs: two.inputs }),
          none,
        ],
        [
          `binary min in a16: ${role}`,
          alone({ op: 'binary', fn: 'min', ...LINEAR }, [4, 4], params, { inputs: two.inputs }),
          none,
        ],
        [`matmul: ${role}`, alone({ op: 'matmul', transposeB: false, ...LINEAR }, [4, 4], params, two), none],
        [
          `normalize: ${role}`,
          alone({ op: 'normalize', fn: 'rms', epsilon: 0, ...LINEAR }, [4], params, { profile }),
          none,
        ],
      ];
    }),
  )('f32 has none, nor has what only moves data: %s', (_, graph, refusal) => expectCase(graph, refusal));
});

describe('N1, N5: kernels and biases', () => {
  const dense = (params: Params) => alone({ op: 'dense', ...LINEAR }, [3], params, { outputs: [[2]] });
  const kernel = (element: number) => filled('i8', [3, 2], element);
  test.each<Case>([
    ['-127', dense({ kernel: kernel(-127), ...PAIR }), 'accepted'],
    ['-128', dense({ kernel: kernel(-128), ...PAIR }), /BadParameter.*kernel/],
    [
      'a bias of each channel',
      dense({ kernel: kernel(1), bias: filled('i32', [2], 1), ...PAIR }),
      'accepted',
    ],
    ['one bias', dense({ kernel: kernel(1), bias: filled('i32', [1], 1), ...PAIR }), /"bias" should have 2/],
  ])('%s', (_, graph, refusal) => expectCase(graph, refusal));
});

describe('N4: the extreme sums of a dense layer', () => {
  const dense = (depth: number, weight: number, bias: number | null, profile: 'a16' | 'a8' = 'a16') =>
    oneNode({
      ...{ profile, inputs: [[depth]], outputs: [[1]], node: { op: 'dense', ...LINEAR } },
      params: {
        kernel: filled('i8', [depth, 1], weight),
        ...(bias !== null && { bias: vector('i32', bias) }),
        ...PAIR,
      },
    });
  test.each<Case>([
    ['-128 times -127 leaves one', dense(1, -127, 2 ** 31 - 1 - 128 * 127, 'a8'), 'accepted'],
    ['-128 times -127 leaves none', dense(1, -127, 2 ** 31 - 128 * 127, 'a8'), /^Overflow.*channel 0/],
    ['-128 times 127 leaves one', dense(1, 127, -(2 ** 31) + 128 * 127, 'a8'), 'accepted'],
    ['-128 times 127 leaves none', dense(1, 127, -(2 ** 31) + 128 * 127 - 1, 'a8'), /^Overflow.*channel 0/],
    ['no bias, 516 products', dense(516, 127, null), 'accepted'],
    ['no bias, 517 products', dense(517, 127, null), /^Overflow.*channel 0/],
  ])('%s', (_, graph, refusal) => expectCase(graph, refusal));

  test('convTranspose: x - z is at most 0 where the zero point is the greatest', () => {
    const graph = oneNode({
      ...{ profile: 'a8', inputs: [[2, 1]], outputs: [[2, 1]] },
      node: { op: 'convTranspose', ...LINEAR, strides: [1], dilations: [1], padding: [[0, 0]] },
      params: { kernel: filled('i8', [1, 1, 1], 1), bias: vector('i32', 2 ** 31 - 1), ...PAIR },
    });
    expect(refusalOf(withValue(graph, 0, { zero: 126 }))).toMatch(/^Overflow/);
    expect(refusalOf(withValue(graph, 0, { zero: 127 }))).toBe('accepted');
  });

  // 132104 * 127 * 128 + 7 * 128 = 2^31 - 128
  test.each([
    [1, 'accepted'],
    [-1, /^Overflow.*can reach .* to 2147483648/],
  ] as const)('no bias, weights that make 2^31 - 128 and one of %i', (last, refusal) => {
    const kernel = filled('i8', [132_106, 1], -127);
    kernel.data.set([-7, last], 132_104);
    const graph = oneNode({
      ...{ profile: 'a8', inputs: [[132_106]], outputs: [[1]] },
      ...{ node: { op: 'dense', ...LINEAR }, params: { kernel, ...PAIR } },
    });
    expectCase(graph, refusal);
  });
});

describe('affine: what x * kernel + bias can reach', () => {
  const affine = (kernel: number, bias: number | null, profile: 'a16' | 'a8' = 'a16') =>
    alone(
      { op: 'affine', ...LINEAR },
      [4],
      { kernel: vector('i16', kernel), ...(bias !== null && { bias: vector('i32', bias) }), ...PAIR },
      { profile },
    );
  const room = 2 ** 31 - 32767 ** 2;
  test.each<Case>([
    ['the widest kernel', affine(32767, null), 'accepted'],
    ['a kernel of -32768', affine(-32768, null), /BadParameter.*kernel/],
    ['a bias that leaves one', affine(32767, room - 1), 'accepted'],
    ['a bias that leaves none', affine(32767, room), /^Overflow/],
    ['of either sign', affine(-32767, -room), /^Overflow/],
    ['a8 reaches 128', affine(32767, 2 ** 31 - 128 * 32767, 'a8'), /^Overflow/],
    ['a8 reaches no more', affine(32767, 2 ** 31 - 128 * 32767 - 1, 'a8'), 'accepted'],
    [
      'a bias of each element',
      alone({ op: 'affine', ...LINEAR }, [2, 3], {
        kernel: vector('i16', 1),
        bias: filled('i32', [2, 3], 1),
        ...PAIR,
      }),
      'accepted',
    ],
    [
      'multipliers of each channel',
      alone({ op: 'affine', ...LINEAR }, [2, 3], { kernel: vector('i16', 1), ...pair(2 ** 20, 24, 3) }),
      'accepted',
    ],
    [
      'two pairs of a scalar',
      alone({ op: 'affine', ...LINEAR }, [], { kernel: filled('i16', [], 1), ...pair(2 ** 20, 24, 2) }),
      /"mult" should have 1/,
    ],
    [
      'of a scalar',
      alone({ op: 'affine', ...LINEAR }, [], { kernel: filled('i16', [], 1), ...PAIR }),
      'accepted',
    ],
  ])('%s', (_, graph, refusal) => expectCase(graph, refusal));
});

describe('N6: two multipliers and one shift', () => {
  const sum = (fn: 'add' | 'sub', mult: readonly number[], shift: readonly number[]) =>
    alone(
      { op: 'binary', fn, ...LINEAR },
      [4],
      { mult: vector('i32', ...mult), shift: vector('u8', ...shift) },
      {
        inputs: [[4], [4]],
      },
    );
  test.each<Case>(
    (['add', 'sub'] as const).flatMap((fn): Case[] => [
      [`${fn}: the first is normalized`, sum(fn, [2 ** 20, 0], [1]), 'accepted'],
      [`${fn}: the second is normalized`, sum(fn, [0, 2 ** 21 - 1], [52]), 'accepted'],
      [
        `${fn}: none is`,
        sum(fn, [2 ** 20 - 1, 2 ** 20 - 1], [24]),
        /the larger multiplier should be at least/,
      ],
      [`${fn}: a negative one`, sum(fn, [2 ** 20, -1], [24]), /BadParameter.*mult/],
      [`${fn}: a multiplier of 2^21`, sum(fn, [2 ** 21, 0], [24]), /BadParameter.*mult/],
      [`${fn}: a single multiplier`, sum(fn, [2 ** 20], [24]), /"mult" should have 2 elements/],
      [`${fn}: two shifts`, sum(fn, [2 ** 20, 0], [24, 24]), /"shift" should have 1 elements/],
      [`${fn}: a shift of 0`, sum(fn, [2 ** 20, 0], [0]), /BadParameter.*shift/],
      [`${fn}: a shift of 53`, sum(fn, [2 ** 20, 0], [53]), /BadParameter.*shift/],
    ]),
  )('%s', (_, graph, refusal) => expectCase(graph, refusal));

  const product = (params: Params, profile: 'a16' | 'a8' = 'a16') =>
    alone({ op: 'binary', fn: 'mul', ...LINEAR }, [4], params, { profile, inputs: [[4], [4]] });
  test.each<Case>([
    ['a single pair', product(PAIR), 'accepted'],
    ['a pair of each element', product(pair(2 ** 20, 24, 4)), /"mult" should have 1/],
    ['no pair', product({}), /lacks the parameter "mult"/],
  ])('N7: %s', (_, graph, refusal) => expectCase(graph, refusal));

  // 255 * 255 and 32767 * 32767: no range of an activation makes a product that int32 does not hold.
  test('N7: every product of activations fits int32', () => {
    const far = withValue(withValue(product(PAIR, 'a8'), 0, { zero: 127 }), 1, { zero: -128 });
    expect(refusalOf(far)).toBe('accepted');
    expect(32767 ** 2).toBeLessThan(2 ** 31);
  });

  test('integer graphs do not divide', () => {
    const graph = alone({ op: 'binary', fn: 'div', ...LINEAR }, [4], PAIR, { inputs: [[4], [4]] });
    expect(refusalOf(graph)).toMatch(/^BadGraph.*no division/);
  });
});

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

describe('N4, N8: sums of an average fit int32', () => {
  // 65538 * 32767 = 2^31 - 2
  const reduce = (count: number) =>
    alone({ op: 'reduce', fn: 'sum', axes: [1] }, [2, count], PAIR, { outputs: [[2]] });
  const bytes = (count: number, zero: number) => {
    const graph = alone({ op: 'reduce', fn: 'sum', axes: [0] }, [count], PAIR, {
      profile: 'a8',
      outputs: [[]],
    });
    return withValue(graph, 0, { zero });
  };
  const pool = (count: number, padding: readonly [number, number], params: Params) =>
    alone({ op: 'pool', fn: 'avg', size: [count], strides: [1], padding: [padding] }, [count, 1], params, {
      outputs: [[1 + padding[0] + padding[1], 1]],
    });
  test.each<Case>([
    ['reduce: 65538 elements', reduce(65538), 'accepted'],
    ['reduce: 65539 elements', reduce(65539), /^Overflow: .*a sum of 65539/],
    ['pool: 65538 cells', pool(65538, [0, 0], PAIR), 'accepted'],
    ['pool: 65539 cells', pool(65539, [0, 0], PAIR), /^Overflow: .*a sum of 65539/],
    ['pool: one pair without padding', pool(3, [0, 0], PAIR), 'accepted'],
    ['pool: more pairs without padding', pool(3, [0, 0], pair(2 ** 20, 24, 3)), /"mult" should have 1/],
    ['pool: one pair for each count, padded before', pool(3, [1, 0], pair(2 ** 20, 24, 3)), 'accepted'],
    ['pool: one pair for each count, padded behind', pool(3, [0, 1], pair(2 ** 20, 24, 3)), 'accepted'],
    ['pool: one pair in spite of padding', pool(3, [0, 1], PAIR), /"mult" should have 3 elements/],
    [
      'reduce: a pair of each output',
      alone({ op: 'reduce', fn: 'mean', axes: [1] }, [2, 3], pair(2 ** 20, 24, 2), { outputs: [[2]] }),
      /"mult" should have 1/,
    ],
    ['reduce: a8 reaches 128', bytes(2 ** 24, 0), /^Overflow: .*can reach 2147483648/],
    ['reduce: 128 once less', bytes(2 ** 24 - 1, 0), 'accepted'],
    ['reduce: 255 above the zero point', bytes(8_421_505, -128), /^Overflow: .*can reach 2147483775/],
    ['reduce: 255 below the zero point', bytes(8_421_505, 127), /^Overflow: .*can reach 2147483775/],
    ['reduce: 255 once less', bytes(8_421_504, 127), 'accepted'],
  ])('%s', (_, graph, refusal) => expectCase(graph, refusal));
});

describe('normalize', () => {
  const normalize = (fn: 'layer' | 'rms' | 'unit', params: Params, length = 4, epsilon = 0) =>
    alone({ op: 'normalize', fn, epsilon, ...LINEAR }, [length], params);
  const wide = (shift: number, ...epsilon: number[]) => ({
    ...pair(2 ** 20, shift),
    ...(epsilon.length > 0 && { epsilon: vector('i32', ...epsilon) }),
  });
  test.each<Case>([
    ['O6: a shift of 24', normalize('unit', wide(24)), 'accepted'],
    ['O6: a shift of 23', normalize('unit', wide(23)), /BadParameter.*shift/],
    ['O6: a pair of each channel of 2', normalize('unit', pair(2 ** 20, 24, 2)), /"mult" should have 1/],
    ['no epsilon', normalize('rms', wide(24)), /lacks the parameter "epsilon"/],
    ['an epsilon of 0, the least exponent', normalize('layer', wide(24, 0, -16)), 'accepted'],
    ['the greatest exponent', normalize('layer', wide(24, 1, 31)), 'accepted'],
    ['a negative epsilon', normalize('layer', wide(24, -1, 0)), /the epsilon -1 .* is out of range/],
    ['an exponent below', normalize('rms', wide(24, 0, -17)), /is out of range/],
    ['an exponent above', normalize('rms', wide(24, 0, 32)), /is out of range/],
    ['an epsilon of one number', normalize('rms', wide(24, 0)), /"epsilon" should have 2 elements/],
    ['an epsilon that unit has not', normalize('unit', wide(24, 0, 0)), /"epsilon" has no meaning here/],
    ['a node with a negative epsilon', normalize('unit', wide(24), 4, -1), /the epsilon is negative/],
    ['32767 elements', normalize('unit', wide(24), 32767), 'accepted'],
    ['32768 elements', normalize('unit', wide(24), 32768), /^TooLarge/],
    ['gamma of each channel', normalize('unit', { ...wide(24), gamma: filled('i16', [4], 1) }), 'accepted'],
    ['one gamma', normalize('unit', { ...wide(24), gamma: filled('i16', [1], 1) }), /"gamma" should have 4/],
    ['beta of each channel', normalize('unit', { ...wide(24), beta: filled('i32', [4], 1) }), 'accepted'],
    ['one beta', normalize('unit', { ...wide(24), beta: filled('i32', [1], 1) }), /"beta" should have 4/],
    [
      'f32: an epsilon as a parameter',
      alone(
        { op: 'normalize', fn: 'rms', epsilon: 0, ...LINEAR },
        [4],
        { epsilon: vector('i32', 0, 0) },
        { profile: 'f32' },
      ),
      /"epsilon" has no meaning here/,
    ],
    [
      'f32: gamma and beta',
      alone(
        { op: 'normalize', fn: 'rms', epsilon: 0.5, ...LINEAR },
        [4],
        { gamma: [4], beta: [4] },
        { profile: 'f32' },
      ),
      'accepted',
    ],
  ])('%s', (_, graph, refusal) => expectCase(graph, refusal));
});

describe('matmul', () => {
  const matmul = (depth: number, params: Params, profile: 'f32' | 'a16' = 'a16') =>
    alone({ op: 'matmul', transposeB: false, ...LINEAR }, [], params, {
      profile,
      inputs: [
        [1, depth],
        [depth, 1],
      ],
      outputs: [[1, 1]],
    });
  test.each<Case>([
    ['O6: a shift of 24', matmul(3, pair(2 ** 20, 24)), 'accepted'],
    ['O6: a shift of 23', matmul(3, pair(2 ** 20, 23)), /BadParameter.*shift/],
    ['O6: two pairs', matmul(3, pair(2 ** 20, 24, 2)), /"mult" should have 1/],
    ['65535 products', matmul(65535, PAIR), 'accepted'],
    ['65536 products', matmul(65536, PAIR), /^Overflow/],
  ])('%s', (_, graph, refusal) => expectCase(graph, refusal));
});

describe('N11: softmax', () => {
  const table = filled('i32', [512], 0);
  table.data[0] = 2 ** 30;
  table.data[256] = 2 ** 15;
  const changed = (...entries: readonly (readonly [number, number])[]) => {
    const data = Int32Array.from(table.data);
    for (const [index, entry] of entries) data[index] = entry;
    return { shape: [512], data };
  };
  const softmax = (given: Param | null, profile: 'a16' | 'a8' = 'a16', length = 4, output?: Partial<Value>) =>
    withValue(
      alone({ op: 'softmax', log: false }, [length], given === null ? {} : { table: given }, { profile }),
      1,
      output ?? (profile === 'a16' ? { scale: 1 / 32767 } : { scale: 1 / 255, zero: -128 }),
    );
  test.each<Case>([
    ['a16', softmax(table), 'accepted'],
    ['a8', softmax(table, 'a8'), 'accepted'],
    [
      'a8: another zero point',
      softmax(table, 'a8', 4, { scale: 1 / 255, zero: 0 }),
      /^BadGraph.*its zero -128/,
    ],
    [
      'a8: another scale',
      softmax(table, 'a8', 4, { scale: 1 / 256, zero: -128 }),
      /^BadGraph.*scale should be/,
    ],
    ['the most in every entry', softmax(changed([255, 2 ** 30], [511, 2 ** 15])), 'accepted'],
    ['more in the high half', softmax(changed([255, 2 ** 30 + 1])), /BadParameter.*table/],
    ['more in the low half', softmax(changed([511, 2 ** 15 + 1])), /begin with 2\^30 and go on with 2\^15/],
    ['a high half that begins with less', softmax(changed([0, 2 ** 30 - 1])), /begin with 2\^30/],
    ['a low half that begins with less', softmax(changed([256, 2 ** 15 - 1])), /begin with 2\^30/],
    ['a negative entry', softmax(changed([7, -1])), /BadParameter.*table/],
    ['no table', softmax(null), /lacks the parameter "table"/],
    [
      'a table of 511 entries',
      softmax({ shape: [511], data: table.data.slice(0, 511) }),
      /"table" should have 512/,
    ],
    ['2^20 terms', softmax(table, 'a16', 2 ** 20), 'accepted'],
    ['more terms', softmax(table, 'a16', 2 ** 20 + 1), /^TooLarge/],
    [
      'a table in f32',
      alone({ op: 'softmax', log: false }, [4], { table }, { profile: 'f32' }),
      /no meaning here/,
    ],
    ['a logarithm in f32', alone({ op: 'softmax', log: true }, [4], {}, { profile: 'f32' }), 'accepted'],
  ])('%s', (_, graph, refusal) => expectCase(graph, refusal));

  test('an output lies between 0 and 1', () => {
    expect(rangeOf(softmax(table))).toEqual({ low: 0, high: 32767 });
    expect(rangeOf(softmax(table, 'a8'))).toEqual({ low: -128, high: 127 });
  });
});

describe('constants in the units of a value', () => {
  const compare = (constant: number, profile: 'f32' | 'a16' | 'a8') =>
    alone({ op: 'compare', fn: 'eq', constant, reduceLast: 'none' }, [4], undefined, { profile });
  const pad = (fill: number, profile: 'f32' | 'a16' | 'a8') =>
    alone({ op: 'pad', padding: [[0, 0]], fill }, [4], undefined, { profile });
  test.each([
    [-32767, 'a16', 'accepted'],
    [-32768, 'a16', /BadParameter.*does not fit/],
    [32767, 'a16', 'accepted'],
    [32768, 'a16', /BadParameter.*does not fit/],
    [-128, 'a8', 'accepted'],
    [-129, 'a8', /BadParameter.*does not fit/],
    [127, 'a8', 'accepted'],
    [128, 'a8', /BadParameter.*does not fit/],
    [0.5, 'a16', /BadParameter.*does not fit/],
    [0.5, 'f32', 'accepted'],
    [1e9, 'f32', 'accepted'],
  ] as const)('%s in %s: %s', (constant, profile, refusal) => {
    expectCase(compare(constant, profile), refusal);
    expectCase(pad(constant, profile), refusal);
  });

  test('N4: padding cells belong to the range, a comparison gives 0 or 1', () => {
    const tail = (fill: number) => {
      const graph = alone({ op: 'requantize', min: 5, max: 7 }, [4], PAIR);
      const values = [...graph.values, graph.values[0]!];
      const node = { op: 'pad', layer: 'p', inputs: [1], outputs: [2], padding: [[0, 0]], fill } as const;
      return validate({ ...graph, values, nodes: [...graph.nodes, node] }).ranges[2];
    };
    expect([-1, 6, 9].map(tail)).toEqual([
      { low: -1, high: 7 },
      { low: 5, high: 7 },
      { low: 5, high: 9 },
    ]);
    expect(rangeOf(compare(0, 'a16'))).toEqual({ low: 0, high: 1 });
  });
});

describe('N9, N10: tables', () => {
  const unary = (profile: 'f32' | 'a16' | 'a8', table?: Param) =>
    alone({ op: 'unary', fn: 'relu', alpha: 0, beta: 0 }, [4], table === undefined ? {} : { table }, {
      profile,
    });
  test.each<Case>([
    ['a16: 1025 knots', unary('a16', filled('i16', [1025], 1)), 'accepted'],
    ['a16: 256 entries', unary('a16', filled('i16', [256], 1)), /"table" should have 1025/],
    ['a16: a knot of -32768', unary('a16', filled('i16', [1025], -32768)), /BadParameter.*table/],
    ['a8: 256 entries', unary('a8', filled('i8', [256], -128)), 'accepted'],
    ['a8: 1025 entries', unary('a8', filled('i8', [1025], 1)), /"table" should have 256/],
    ['a8: of int16', unary('a8', filled('i16', [256], 1)), /should be i8/],
    ['a16: none', unary('a16'), /lacks the parameter "table"/],
    ['f32: one', unary('f32', filled('i16', [1025], 1)), /"table" has no meaning here/],
  ])('%s', (_, graph, refusal) => expectCase(graph, refusal));

  test('an output lies between the least and the greatest entry', () => {
    const table = filled('i8', [256], 3);
    table.data[9] = -4;
    table.data[200] = 11;
    expect(rangeOf(unary('a8', table))).toEqual({ low: -4, high: 11 });
  });

  test('a constant as well; a mask holds 0 and 1', () => {
    const constant = (type: 'i16' | 'u8', ...numbers: number[]) =>
      withValue(
        oneNode({
          ...{ profile: 'a16', inputs: [], outputs: [[numbers.length]] },
          ...{ node: { op: 'constant' }, params: { value: vector(type, ...numbers) } },
        }),
        0,
        { type },
      );
    expect(rangeOf(constant('i16', 5, -7, 3))).toEqual({ low: -7, high: 5 });
    expect(rangeOf(constant('u8', 1, 0))).toEqual({ low: 0, high: 1 });
    expect(refusalOf(constant('u8', 1, 2))).toMatch(/BadParameter.*value/);
    expect(refusalOf(constant('i16', -32768))).toMatch(/BadParameter.*value/);
  });
});

describe('gather', () => {
  const gather = (table: Param, more: Params = {}, limit = 3, profile: 'f32' | 'a16' = 'a16') =>
    oneNode({
      ...{ profile, inputs: [{ indices: [5], limit }], outputs: [[5, 2]] },
      ...{ node: { op: 'gather' }, params: { table, ...more } },
    });
  const bytes = filled('i8', [3, 2], -128);
  const words = filled('i16', [3, 2], 7);
  test.each<Case>([
    ['every index is below the rows', gather(words, {}, 3), 'accepted'],
    ['an index may be the number of rows', gather(words, {}, 4), /^BadGraph.*0 to 3, the table has 3 rows/],
    ['a table of bytes with a multiplier', gather(bytes, PAIR), 'accepted'],
    ['with one of each row', gather(bytes, pair(2 ** 20, 24, 3)), 'accepted'],
    ['with one of each column', gather(bytes, pair(2 ** 20, 24, 2)), /"mult" should have 1 or 3/],
    ['a table of bytes without a multiplier', gather(bytes), /a table of i8 does not give i16/],
    ['a table of words with a multiplier', gather(words, PAIR), /a table of i16 does not give i16/],
    ['a shift alone', gather(words, { shift: PAIR['shift']! }), /a shift but no multiplier/],
    ['a multiplier alone', gather(bytes, { mult: PAIR['mult']! }), /lacks the parameter "shift"/],
    ['f32: a table of bytes', gather(bytes, PAIR, 3, 'f32'), /a table of i8 does not give f32/],
    ['f32: a table of numbers', gather([3, 2], {}, 3, 'f32'), 'accepted'],
    ['a word of -32768', gather(filled('i16', [3, 2], -32768)), /BadParameter.*table/],
  ])('%s', (_, graph, refusal) => expectCase(graph, refusal));

  test('an index below 0 may come from padding', () => {
    const graph = gather(words, {}, 3);
    const padded = graph.values.length;
    const [value, node] = [graph.inputs[0]!.value, graph.nodes[0]!];
    const withFill = (fill: number): Graph => ({
      ...graph,
      values: [...graph.values, graph.values[value]!],
      nodes: [
        { op: 'pad', layer: 'p', inputs: [value], outputs: [padded], padding: [[0, 0]], fill },
        { ...node, inputs: [padded] },
      ],
    });
    expect(refusalOf(withFill(0))).toBe('accepted');
    expect(refusalOf(withFill(-1))).toMatch(/^BadGraph.*indices can be -1 to 2/);
    expect(refusalOf(withFill(3))).toMatch(/^BadGraph.*indices can be 0 to 3/);
  });

  test('copies lie where the table does, products anywhere', () => {
    const table = filled('i16', [3, 2], 7);
    table.data[3] = -9;
    expect(rangeOf(gather(table))).toEqual({ low: -9, high: 7 });
    expect(rangeOf(gather(bytes, PAIR))).toEqual({ low: -32767, high: 32767 });
  });
});

describe('recurrent layers in integers', () => {
  type Kind = 'table' | 'gate' | 'mult' | 'normalized' | 'shift';
  type Roles = Readonly<Record<string, readonly [Kind, number]>>;
  const RANGES = {
    table: ['i16', -32767, 32767],
    gate: ['i32', 0, 2 ** 20 - 1],
    mult: ['i32', 0, 2 ** 21 - 1],
    normalized: ['i32', 2 ** 20, 2 ** 21 - 1],
    shift: ['u8', 1, 52],
  } as const;
  const UNITS = 2;
  const rolesOf = (columns: number, states: number): Roles => ({
    activationTable: ['table', 1025],
    multInput: ['gate', columns],
    multState: ['gate', columns],
    shiftGate: ['shift', columns],
    multOutput: ['normalized', states],
    shiftOutput: ['shift', states],
  });
  const recurrentTable = ['table', 1025] as const;
  const gru: Roles = {
    ...rolesOf(3 * UNITS, 1),
    ...{ recurrentTable, multHidden: ['mult', 2], shiftHidden: ['shift', 1] },
  };
  const lstm: Roles = {
    ...rolesOf(4 * UNITS, 2),
    ...{ recurrentTable, cellTable: recurrentTable, multCell: ['mult', 2], shiftCell: ['shift', 1] },
    ...{ multHidden: ['normalized', 1], shiftHidden: ['shift', 1] },
  };
  const CELLS = [
    ['rnn', false, rolesOf(UNITS, 1)],
    ['lstm', false, lstm],
    ['gru', false, gru],
    ['gru', true, { ...gru, multReset: ['normalized', UNITS], shiftReset: ['shift', UNITS] }],
  ] as const satisfies readonly (readonly [string, boolean, Roles])[];

  function cell(fn: 'rnn' | 'lstm' | 'gru', resetAfter: boolean, params: Params): Graph {
    const columns = { rnn: 1, lstm: 4, gru: 3 }[fn] * UNITS;
    const node = {
      backwards: false,
      zeroOutputForMask: false,
      activation: 'tanh',
      recurrentActivation: 'sigmoid',
    };
    return oneNode({
      ...{ profile: 'a16', inputs: [[5, 3]] },
      outputs: [[5, UNITS], [UNITS], ...(fn === 'lstm' ? [[UNITS]] : [])],
      node: { op: 'recurrent', fn, units: UNITS, resetAfter, ...node },
      params: { kernel: [3, columns], recurrent: [UNITS, columns], ...params },
    });
  }
  const filledRole = ([kind, length]: readonly [Kind, number], end: 1 | 2, beyond = 0) =>
    filled(RANGES[kind][0], [length], RANGES[kind][end] + beyond);
  const all = (roles: Roles, end: 1 | 2): Params =>
    Object.fromEntries(Object.entries(roles).map(([role, demand]) => [role, filledRole(demand, end)]));

  describe.each(CELLS)('%s, resetAfter %s', (fn, resetAfter, roles: Roles) => {
    test('constants at both ends of their ranges', () => {
      for (const end of [1, 2] as const)
        expect(refusalOf(cell(fn, resetAfter, all(roles, end)))).toBe('accepted');
    });

    test.each(Object.entries(roles))('%s: there, of its length and in its range', (role, demand) => {
      const given = all(roles, 1);
      const wrong = new RegExp(`^BadParameter.*${role}`);
      const { [role]: _, ...others } = given;
      expect(refusalOf(cell(fn, resetAfter, others))).toMatch(/^BadParameter.*lacks the parameter/);
      const [kind, length] = demand;
      for (const other of [length - 1, length + 1]) {
        const misshapen = { ...given, [role]: filledRole([kind, other], 1) };
        expect(refusalOf(cell(fn, resetAfter, misshapen))).toMatch(
          other === 0 ? /^Bad/ : new RegExp(`"${role}" should have ${length} elements`),
        );
      }
      for (const [end, beyond] of [
        [1, -1],
        [2, 1],
      ] as const) {
        // 32768 is no int16.
        if (kind === 'table' && end === 2) continue;
        const outside = { ...given, [role]: filledRole(demand, end, beyond) };
        expect(refusalOf(cell(fn, resetAfter, outside))).toMatch(wrong);
      }
    });

    test('no constant of another cell', () => {
      const foreign = { ...lstm, multReset: ['normalized', UNITS], shiftReset: ['shift', UNITS] } as Roles;
      for (const [role, demand] of Object.entries(foreign)) {
        if (role in roles) continue;
        const given = { ...all(roles, 1), [role]: filledRole(demand, 1) };
        expect(refusalOf(cell(fn, resetAfter, given))).toMatch(new RegExp(`"${role}" has no meaning here`));
      }
    });

    test('a bias of each column, twice where the state has its own', () => {
      const columns = { rnn: 1, lstm: 4, gru: 3 }[fn] * UNITS;
      const biased = (length: number) =>
        refusalOf(cell(fn, resetAfter, { ...all(roles, 1), bias: filled('i32', [length], 1) }));
      expect(biased(resetAfter ? 2 * columns : columns)).toBe('accepted');
      expect(biased(resetAfter ? columns : 2 * columns)).toMatch(/"bias" should have/);
    });
  });

  test('N4: the sum of x and the sum of the state fit int32, each with its own bias', () => {
    const [, , , [fn, resetAfter, roles]] = CELLS;
    const columns = 3 * UNITS;
    // 3 numbers of x, or 2 of the state, of 32767 times 1.
    const sums = (kernel: number, recurrent: number, ...bias: (readonly [number, number])[]) => {
      const data = new Int32Array(2 * columns);
      for (const [index, element] of bias) data[index] = element;
      return refusalOf(
        cell(fn, resetAfter, {
          ...all(roles, 1),
          kernel: filled('i8', [3, columns], kernel),
          recurrent: filled('i8', [UNITS, columns], recurrent),
          bias: { shape: [2, columns], data },
        }),
      );
    };
    const [ofInput, ofState] = [2 ** 31 - 1 - 3 * 32767, 2 ** 31 - 1 - 2 * 32767];
    expect(sums(1, 1, [0, ofInput], [columns, ofState])).toBe('accepted');
    expect(sums(1, 1, [columns - 1, ofInput + 1])).toMatch(/^Overflow.*"kernel", channel 5/);
    expect(sums(1, 1, [columns, ofState + 1])).toMatch(/^Overflow.*"recurrent", channel 0/);
    expect(sums(1, 1, [2 * columns - 1, -ofState - 2])).toMatch(/^Overflow.*"recurrent", channel 5/);
    expect(sums(1, 1, [2 * columns - 1, -ofState - 1])).toBe('accepted');
  });

  test('N4: a state has no bias where reset comes first', () => {
    const bias = filled('i32', [3 * UNITS], 2 ** 31 - 1);
    const given = {
      ...all(gru, 1),
      kernel: filled('i8', [3, 6], 0),
      recurrent: filled('i8', [2, 6], 1),
      bias,
    };
    expect(refusalOf(cell('gru', false, given))).toBe('accepted');
  });

  test('f32 has no constants', () => {
    const graph = cell('rnn', false, all(rolesOf(UNITS, 1), 1));
    expect(refusalOf({ ...graph, profile: 'f32' })).toMatch(/^BadGraph/);
  });
});
