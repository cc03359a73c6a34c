import { describe, expect, test } from 'vitest';
import { type Graph, type InputPort, type Node, type Value, validate } from '../../src/index.ts';
import { GraphMaker } from '../support/graph-maker.ts';
import { filled, oneNode } from '../support/one-node.ts';
import { refusalOf } from '../support/refusal-of.ts';

type Refusal = RegExp | 'accepted';

const LINEAR = { min: null, max: null } as const;
const PAIR = { mult: filled('i32', [1], 2 ** 20), shift: filled('u8', [1], 24) };

/** Four numbers in, four numbers out. */
const f32 = oneNode({
  inputs: [[4]],
  outputs: [[4]],
  node: { op: 'affine', ...LINEAR },
  params: { kernel: [1] },
});
const integer = (profile: 'a16' | 'a8') =>
  oneNode({
    profile,
    inputs: [[2, 4]],
    outputs: [[2, 4]],
    node: { op: 'requantize', ...LINEAR },
    params: PAIR,
  });
const [a16, a8] = [integer('a16'), integer('a8')];
/** Four indices below 3, looked up in a table. */
const indices = oneNode({
  ...{ inputs: [{ indices: [4], limit: 3 }], outputs: [[4]] },
  ...{ node: { op: 'gather' }, params: { table: [3] } },
});

/** The same port where numbers are integers, too. */
const tokens = (() => {
  const m = new GraphMaker('a16', 1);
  const input = m.indexInput([4], 3);
  const output = m.alike(input, [2, 2]);
  m.add({ op: 'reshape', inputs: [input], outputs: [output], layer: 'r' });
  const graph = m.graph([output]);
  return { ...graph, inputs: graph.inputs.map((port) => ({ ...port, name: 'x0' })) };
})();

const withValue = (graph: Graph, index: number, change: Partial<Value>): Graph => ({
  ...graph,
  values: graph.values.with(index, { ...graph.values[index]!, ...change }),
});
const withPort = (graph: Graph, change: Partial<InputPort>): Graph => ({
  ...graph,
  inputs: [{ ...graph.inputs[0]!, ...change }],
});

function expectCase(graph: Graph, refusal: Refusal): void {
  if (refusal === 'accepted') expect(refusalOf(graph)).toBe('accepted');
  else expect(refusalOf(graph)).toMatch(refusal);
}

describe('N2: values', () => {
  const SCALE = /^BadGraph: Value 1 has the scale/;
  const PLAIN = /^BadGraph: Value 0 of type \w+ has the scale/;
  test.each<[string, Graph, Refusal]>([
    ['the least scale', withValue(a16, 1, { scale: 2 ** -100 }), 'accepted'],
    ['less', withValue(a16, 1, { scale: 2 ** -101 }), SCALE],
    ['the greatest scale', withValue(a16, 1, { scale: 2 ** 100 }), 'accepted'],
    ['more', withValue(a16, 1, { scale: 2 ** 101 }), SCALE],
    ['a negative scale', withValue(a16, 1, { scale: -1 }), SCALE],
    ['a zero point in a8', withValue(a8, 1, { zero: -128 }), 'accepted'],
    [
      'a zero point in a16',
      withValue(a16, 1, { zero: 1 }),
      /^BadGraph: Value 1 of type i16 has the zero point 1/,
    ],
    [
      'a zero point in f32',
      withValue(f32, 1, { zero: -1 }),
      /^BadGraph: Value 1 of type f32 has the zero point/,
    ],
    [
      'a zero point of indices',
      withValue(indices, 0, { zero: 1 }),
      /^BadGraph: Value 0 of type i32 has the zero/,
    ],
    ['a scale in f32', withValue(f32, 0, { scale: 2 }), PLAIN],
    ['a scale of indices', withValue(indices, 0, { scale: 2 }), PLAIN],
    ['bytes in a16', withValue(a16, 0, { type: 'i8' }), /^BadGraph: Value 0 has type i8, which profile a16/],
    ['numbers in a8', withValue(a8, 0, { type: 'f32' }), /^BadGraph: Value 0 has type f32, which profile a8/],
    [
      'words in f32',
      withValue(f32, 0, { type: 'i16' }),
      /^BadGraph: Value 0 has type i16, which profile f32/,
    ],
    [
      'numbers in a16',
      withValue(a16, 0, { type: 'f32' }),
      /^BadGraph: Value 0 has type f32, which profile a16/,
    ],
  ])('%s', (_, graph, refusal) => expectCase(graph, refusal));

  test('F10: 2^24 elements and no more', () => {
    const wide = (...shape: number[]) =>
      oneNode({
        inputs: [shape],
        outputs: [shape],
        node: { op: 'affine', ...LINEAR },
        params: { kernel: [1] },
      });
    expect(refusalOf(wide(2 ** 12, 2 ** 12))).toBe('accepted');
    expect(refusalOf(wide(2 ** 12, 2 ** 12 + 1))).toMatch(/^TooLarge: Value 0 of shape/);
  });
});

describe('N13: ports', () => {
  const LISTS = /^BadGraph: Input "x0" needs 1 or 4 scales and offsets/;
  const PLAIN = /^BadGraph: Input "x0" takes its numbers as they are/;
  const four = (number: number) => new Array<number>(4).fill(number);
  test.each<[string, Graph, Refusal]>([
    ['a scale of each of the last axis', withPort(a16, { scale: four(2) }), 'accepted'],
    ['an offset of each of the last axis', withPort(a16, { offset: four(2) }), 'accepted'],
    ['a scale of each of another axis', withPort(a16, { scale: [1, 1] }), LISTS],
    ['an offset of each of another axis', withPort(a16, { offset: [1, 1] }), LISTS],
    ['f32: more scales', withPort(f32, { scale: four(1) }), LISTS],
    ['f32: more offsets', withPort(f32, { offset: four(0) }), LISTS],
    ['f32: a scale', withPort(f32, { scale: [2] }), PLAIN],
    ['f32: an offset', withPort(f32, { offset: [1] }), PLAIN],
    ['indices: more scales', withPort(indices, { scale: four(1) }), LISTS],
    ['indices: a scale', withPort(indices, { scale: [2] }), PLAIN],
    ['indices: an offset', withPort(indices, { offset: [1] }), PLAIN],
    ['indices in a16', tokens, 'accepted'],
    ['indices in a16: more scales', withPort(tokens, { scale: four(1) }), LISTS],
    ['indices in a16: a scale', withPort(tokens, { scale: [2] }), PLAIN],
    ['indices in a16: an offset', withPort(tokens, { offset: [1] }), PLAIN],
    ['the least scale', withPort(a16, { scale: [2 ** -100] }), 'accepted'],
    ['less', withPort(a16, { scale: [2 ** -101] }), /a scale that is not positive or is out of range/],
    ['the greatest scale', withPort(a16, { scale: [2 ** 100] }), 'accepted'],
    ['more in one of them', withPort(a16, { scale: [1, 1, 2 ** 101, 1] }), /a scale that is not positive/],
    ['the least offset', withPort(a16, { offset: [-(2 ** 100)] }), 'accepted'],
    ['a lesser offset', withPort(a16, { offset: [-(2 ** 101)] }), /has an offset out of range/],
    [
      'a greater one in one of them',
      withPort(a16, { offset: [0, 0, 2 ** 101, 0] }),
      /has an offset out of range/,
    ],
    ['numbers with a limit', withPort(a16, { limit: 1 }), /has the limit 1/],
    ['indices without a limit', withPort(indices, { limit: 0 }), /has the limit 0/],
    ['a single index', withPort(indices, { limit: 1 }), 'accepted'],
    ['indices into numbers', withPort(f32, { kind: 'index', limit: 3 }), /should be of type i32, not f32/],
    ['numbers into indices', withPort(indices, { kind: 'real', limit: 0 }), /should be of type f32, not i32/],
  ])('%s', (_, graph, refusal) => expectCase(graph, refusal));

  test('a scalar has one scale', () => {
    const scalar = oneNode({
      ...{ profile: 'a16', inputs: [[]], outputs: [[]] },
      ...{ node: { op: 'requantize', ...LINEAR }, params: PAIR },
    });
    expect(refusalOf(withPort(scalar, { scale: [2], offset: [3] }))).toBe('accepted');
    expect(refusalOf(withPort(scalar, { scale: [2, 2] }))).toMatch(/needs 1 or 1 scales/);
  });

  test('what enters lies anywhere in its type; indices below their limit', () => {
    expect(validate(a16).ranges[0]).toEqual({ low: -32767, high: 32767 });
    expect(validate(a8).ranges[0]).toEqual({ low: -128, high: 127 });
    expect(validate(indices).ranges[0]).toEqual({ low: 0, high: 2 });
  });
});

describe('N4: padding cells take part with the zero point, on whatever side they are', () => {
  /** x in a8 between 100 and 127, its zero point -128; a window of one cell and weight 1, so that a sum is x + bias. */
  function padded(axes: number, padding: readonly (readonly [number, number])[], bias: number): Graph {
    const cells = new Array<number>(axes).fill(2);
    const ones = cells.map(() => 1);
    const output = cells.map((size, axis) => size + padding[axis]![0] + padding[axis]![1]);
    const graph = oneNode({
      ...{ profile: 'a8', inputs: [[...cells, 1]], outputs: [[...output, 1]] },
      node: { op: 'conv', ...LINEAR, strides: ones, dilations: ones, padding, groups: 1 },
      params: { kernel: filled('i8', [...ones, 1, 1], 1), bias: filled('i32', [1], bias), ...PAIR },
    });
    const low = graph.values.map((value) => ({ ...value, zero: -128 }));
    const names = { mult: 'mult', shift: 'shift' };
    const narrow: Node = {
      ...{ op: 'requantize', layer: 'in', inputs: [0], outputs: [low.length] },
      ...{ min: 100, max: null, params: names },
    };
    const nodes = [narrow, { ...graph.nodes[0]!, inputs: [low.length] }];
    return { ...graph, values: [...low, low[0]!], nodes };
  }
  const LOWEST = -(2 ** 31);

  test.each([
    ['before', 1, [[1, 0]]],
    ['behind', 1, [[0, 1]]],
    [
      'before the second axis',
      2,
      [
        [0, 0],
        [1, 0],
      ],
    ],
    [
      'behind the first axis',
      2,
      [
        [0, 1],
        [0, 0],
      ],
    ],
  ] as const)('%s', (_, axes, padding) => {
    const none = padding.map(() => [0, 0] as const);
    expect(refusalOf(padded(axes, none, LOWEST))).toBe('accepted');
    expect(refusalOf(padded(axes, padding, LOWEST + 128))).toBe('accepted');
    expect(refusalOf(padded(axes, padding, LOWEST + 127))).toMatch(/^Overflow/);
  });
});
