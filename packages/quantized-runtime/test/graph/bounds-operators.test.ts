import { describe, expect, test } from 'vitest';
import { type Graph, type Value, validate } from '../../src/index.ts';
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
import { filled, oneNode, type Param } from '../support/one-node.ts';
import { refusalOf } from '../support/refusal-of.ts';

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
