import { describe, expect, test } from 'vitest';
import {
  alone,
  type Case,
  expectCase,
  PAIR,
  type Params,
  pair,
  rangeOf,
  vector,
  withValue,
} from '../support/bounds-case.ts';
import { LINEAR } from '../support/node-fields.ts';
import { filled, oneNode } from '../support/one-node.ts';
import { refusalOf } from '../support/refusal-of.ts';

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
