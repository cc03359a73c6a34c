import { describe, expect, test } from 'vitest';
import {
  type Graph,
  type Node,
  type Tensor,
  type TensorData,
  type Value,
  validate,
} from '../../src/index.ts';
import { refusalOf } from '../support/refusal-of.ts';
import { smallNetwork } from '../support/small-network.ts';
import { graphOf, readVectors } from '../support/vector-case.ts';

const small = smallNetwork().graph;

const withTensor = (graph: Graph, name: string, data: TensorData, shape?: readonly number[]): Graph => {
  const tensor: Tensor = { shape: shape ?? graph.tensors.get(name)!.shape, data };
  return { ...graph, tensors: new Map([...graph.tensors, [name, tensor]]) };
};

/** The graph with fields of one node replaced; whatever they are, validate has to cope. */
const withNode = (graph: Graph, index: number, change: object): Graph => ({
  ...graph,
  nodes: graph.nodes.map((node, i): Node => (i === index ? Object.assign({}, node, change) : node)),
});

const withValue = (graph: Graph, index: number, change: Partial<Value>): Graph => ({
  ...graph,
  values: graph.values.map((value, i) => (i === index ? { ...value, ...change } : value)),
});

const withInput = (graph: Graph, change: object): Graph => ({
  ...graph,
  inputs: [Object.assign({}, graph.inputs[0]!, change)],
});

test('accepts the small network and says where values lie and what it costs', () => {
  const { ranges, work } = validate(small);
  expect(ranges).toEqual([
    { low: -32767, high: 32767 },
    { low: 0, high: 32767 },
    { low: -32767, high: 32767 },
    { low: 0, high: 32767 },
  ]);
  expect(work).toEqual([
    {
      layer: 'hidden',
      op: 'dense',
      profile: 'a16',
      kind: 'dense',
      macs: 12,
      elements: 4,
      // 3 x 4 as vectors of 2 x 8; the input's 3 numbers and the weights are read.
      effort: { products: 32, writes: 8, reads: 35, runs: 1 },
      loop: null,
      times: 1,
    },
    {
      layer: 'out',
      op: 'dense',
      profile: 'a16',
      kind: 'dense',
      macs: 8,
      elements: 2,
      effort: { products: 32, writes: 8, reads: 36, runs: 1 },
      loop: null,
      times: 1,
    },
    {
      layer: 'softmax',
      op: 'softmax',
      profile: 'a16',
      kind: 'softmax',
      macs: 0,
      elements: 2,
      effort: { products: 0, writes: 2, reads: 0, runs: 1 },
      loop: null,
      times: 1,
    },
  ]);
});

const table = small.tensors.get('softmax/table')!.data;

describe('refuses', () => {
  test.each<[string, Graph, RegExp]>([
    // values
    ['a shape without end', withValue(small, 0, { shape: [2 ** 24, 2 ** 24] }), /^TooLarge/],
    ['a rank beyond 6', withValue(small, 0, { shape: [1, 1, 1, 1, 1, 1, 3] }), /^BadProgram/],
    ['an empty axis', withValue(small, 0, { shape: [0] }), /^BadProgram/],
    ['N2: a type of another profile', withValue(small, 0, { type: 'i8' }), /^BadGraph/],
    ['N2: a zero point of int16', withValue(small, 1, { zero: 1 }), /^BadGraph/],
    ['a scale of 0', withValue(small, 1, { scale: 0 }), /^BadGraph/],
    ['a scale that is infinite', withValue(small, 1, { scale: Infinity }), /^BadProgram/],
    ['a scale beyond 2^100', withValue(small, 1, { scale: 2 ** 101 }), /^BadGraph/],
    ['a wrong scale of softmax', withValue(small, 3, { scale: 1 / 32768 }), /^BadGraph/],
    // ports
    ['an input of another length of scales', withInput(small, { scale: [1, 1] }), /^BadGraph/],
    ['a negative input scale', withInput(small, { scale: [-1] }), /^BadGraph/],
    ['an offset beyond 2^100', withInput(small, { offset: [2 ** 101] }), /^BadGraph/],
    ['a real input with a limit', withInput(small, { limit: 5 }), /^BadGraph/],
    ['an index input into int16', withInput(small, { kind: 'index', limit: 5 }), /^BadGraph/],
    ['a port of no value', withInput(small, { value: 9 }), /^BadGraph/],
    [
      'two ports of one name',
      { ...small, outputs: [...small.outputs, ...small.outputs] },
      /^BadGraph.*share a name/,
    ],
    ['no output', { ...small, outputs: [] }, /^BadProgram/],
    ['an input that a node writes', withInput(small, { value: 1 }), /^BadGraph/],
    // order
    [
      'a node before its input',
      { ...small, nodes: [...small.nodes].reverse() },
      /^BadGraph.*before it is written/,
    ],
    ['a value that is written twice', withNode(small, 1, { outputs: [1] }), /^BadGraph|^BadShape/],
    [
      'a value that nobody writes',
      { ...small, values: [...small.values, small.values[0]!] },
      /^BadGraph.*writes value 4/,
    ],
    ['a value that does not exist', withNode(small, 0, { inputs: [77] }), /^BadGraph/],
    ['too many inputs', withNode(small, 0, { inputs: [0, 0] }), /^BadGraph/],
    ['no inputs', withNode(small, 0, { inputs: [] }), /^BadGraph/],
    ['too many outputs', withNode(small, 2, { outputs: [3, 3] }), /^BadShape|^BadGraph/],
    ['an operator that does not exist', withNode(small, 0, { op: 'densest' }), /^BadProgram/],
    // shapes
    ['a kernel that does not fit', withTensor(small, 'hidden/kernel', new Int8Array(8), [2, 4]), /^BadShape/],
    ['an output of another shape', withValue(small, 1, { shape: [5] }), /^BadShape/],
    ['a tensor that is misshapen', withTensor(small, 'hidden/kernel', new Int8Array(11)), /^BadTensor/],
    // parameters
    [
      'a missing tensor',
      withNode(small, 1, { params: { kernel: 'nowhere', mult: 'out/mult', shift: 'out/shift' } }),
      /^BadTensor/,
    ],
    ['a tensor that nobody uses', withTensor(small, 'spare', new Int8Array(1), [1]), /^BadTensor.*spare/],
    [
      'N1: a weight of -128',
      withTensor(small, 'out/kernel', Int8Array.from([1, 2, 3, 4, 5, -128, 6, 7])),
      /^BadParameter.*out\/kernel/,
    ],
    ['weights of int16', withTensor(small, 'out/kernel', new Int16Array(8)), /^BadParameter/],
    ['no multipliers', withNode(small, 1, { params: { kernel: 'out/kernel' } }), /^BadParameter.*mult/],
    [
      'a multiplier below 2^20',
      withTensor(small, 'out/mult', Int32Array.from([2 ** 20 - 1])),
      /^BadParameter.*out\/mult/,
    ],
    ['a multiplier of 2^21', withTensor(small, 'out/mult', Int32Array.from([2 ** 21])), /^BadParameter/],
    ['a shift of 0', withTensor(small, 'out/shift', Uint8Array.from([0])), /^BadParameter/],
    ['a shift of 53', withTensor(small, 'out/shift', Uint8Array.from([53])), /^BadParameter/],
    [
      'three multipliers for two channels',
      withTensor(small, 'out/mult', new Int32Array(3).fill(2 ** 20), [3]),
      /^BadParameter/,
    ],
    [
      'as many shifts as nobody asked for',
      withTensor(small, 'out/shift', new Uint8Array(2).fill(20), [2]),
      /^BadParameter/,
    ],
    ['a bias of another length', withTensor(small, 'hidden/bias', new Int32Array(3), [3]), /^BadParameter/],
    ['a clamp beyond the type', withNode(small, 0, { max: 40000 }), /^BadParameter/],
    ['a clamp that is no integer', withNode(small, 0, { max: 0.5 }), /^BadParameter/],
    ['a clamp upside down', withNode(small, 0, { min: 5, max: 4 }), /^BadParameter/],
    [
      'a softmax table that does not begin with 1',
      withTensor(
        small,
        'softmax/table',
        table.map((e, i) => (i === 0 ? e - 1 : e)),
      ),
      /^BadParameter/,
    ],
    [
      'a softmax table with a negative entry',
      withTensor(
        small,
        'softmax/table',
        table.map((e, i) => (i === 9 ? -1 : e)),
      ),
      /^BadParameter/,
    ],
    [
      'a softmax table whose low half is too large',
      withTensor(
        small,
        'softmax/table',
        table.map((e, i) => (i === 300 ? 2 ** 15 + 1 : e)),
      ),
      /^BadParameter/,
    ],
    ['a logarithm of softmax', withNode(small, 2, { log: true }), /^BadGraph/],
    // accumulators
    [
      'a bias at the end of int32',
      withTensor(small, 'hidden/bias', Int32Array.from([0, 0, 2 ** 31 - 1, 0])),
      /^Overflow.*hidden\/kernel.*channel 2/,
    ],
  ])('%s', (_, graph, expected) => expect(refusalOf(graph)).toMatch(expected));
});

describe('N4: accumulators', () => {
  /** One dense layer of `depth` equal weights. */
  function layer(depth: number, weight: number, bias: number, min: number | null = null): Graph {
    const value = (shape: readonly number[]): Value => ({ shape, type: 'i16', scale: 1, zero: 0 });
    const one = (data: TensorData): Tensor => ({ shape: [1], data });
    return {
      profile: 'a16',
      values: [value([depth]), value([depth]), value([1])],
      nodes: [
        {
          op: 'requantize',
          inputs: [0],
          outputs: [1],
          layer: 'in',
          min,
          max: null,
          params: { mult: 'm', shift: 's' },
        },
        {
          op: 'dense',
          inputs: [1],
          outputs: [2],
          layer: 'd',
          min: null,
          max: null,
          params: { kernel: 'k', bias: 'b', mult: 'm', shift: 's' },
        },
      ],
      inputs: [{ name: 'x', value: 0, kind: 'real', scale: [1], offset: [0], limit: 0 }],
      outputs: [{ name: 'y', value: 2 }],
      tensors: new Map<string, Tensor>([
        ['k', { shape: [depth, 1], data: new Int8Array(depth).fill(weight) }],
        ['b', one(Int32Array.of(bias))],
        ['m', one(Int32Array.of(2 ** 20))],
        ['s', one(Uint8Array.of(20))],
      ]),
    };
  }

  // 516 * 127 * 32767 = 2147287044 = 2^31 - 196604
  test.each([
    [516, 127, 0, 'accepted'],
    [516, 127, 196603, 'accepted'],
    [516, 127, 196604, 'Overflow'],
    [516, 127, -196604, 'accepted'],
    [516, 127, -196605, 'Overflow'],
    [516, -127, -196605, 'Overflow'],
    [517, 127, 0, 'Overflow'],
    [2000, 32, 0, 'accepted'],
    [2000, 33, 0, 'Overflow'],
  ])('%i weights of %i and a bias of %i: %s', (depth, weight, bias, expected) => {
    expect(refusalOf(layer(depth, weight, bias))).toContain(expected);
  });

  test('the range that a clamp leaves counts: after a relu negative weights never meet negative activations', () => {
    expect(refusalOf(layer(516, 127, -196605, 0))).toBe('accepted');
    expect(refusalOf(layer(516, 127, 196604, 0))).toContain('Overflow');
  });
});

describe('N4: what stands beside the range of the input', () => {
  /** x in a8 with zero point -128, clamped to [100, 127], then a convolution of `weights` over one cell. */
  function convolved(
    op: 'conv' | 'convTranspose',
    weights: readonly number[],
    bias: number,
    border: number,
  ): Graph {
    const channels = weights.length;
    const value = (...shape: number[]): Value => ({ shape, type: 'i8', scale: 1, zero: -128 });
    const one = (data: TensorData): Tensor => ({ shape: [1], data });
    const params = { mult: 'm', shift: 's' };
    const size = op === 'conv' ? 1 + 2 * border : 1;
    return {
      profile: 'a8',
      values: [value(1, channels), value(1, channels), value(size, 1)],
      nodes: [
        { op: 'requantize', inputs: [0], outputs: [1], layer: 'in', min: 100, max: null, params },
        {
          op,
          inputs: [1],
          outputs: [2],
          layer: 'c',
          min: null,
          max: null,
          strides: [1],
          dilations: [1],
          padding: [[border, border]],
          ...(op === 'conv' && { groups: 1 }),
          params: { ...params, kernel: 'k', bias: 'b' },
        } as Node,
      ],
      inputs: [{ name: 'x', value: 0, kind: 'real', scale: [1], offset: [0], limit: 0 }],
      outputs: [{ name: 'y', value: 2 }],
      tensors: new Map<string, Tensor>([
        ['k', { shape: [1, channels, 1], data: Int8Array.from(weights) }],
        ['b', one(Int32Array.of(bias))],
        ['m', one(Int32Array.of(2 ** 20))],
        ['s', one(Uint8Array.of(20))],
      ]),
    };
  }

  test.each([
    ['without padding the least sum is 100 + bias', 0, -(2 ** 31), 'accepted'],
    ['a padding cell is -128', 1, -(2 ** 31) + 127, 'Overflow'],
    ['a padding cell is -128, no less', 1, -(2 ** 31) + 128, 'accepted'],
  ] as const)('conv: %s', (_, border, bias, expected) => {
    expect(refusalOf(convolved('conv', [1], bias, border))).toContain(expected);
  });

  test.each([
    ['x - z is at most 255', [1], 2 ** 31 - 256, 'accepted'],
    ['x - z reaches 255', [1], 2 ** 31 - 255, 'Overflow'],
    ['a tap that meets no cell adds 0', [1, -1], 2 ** 31 - 255, 'Overflow'],
    ['and nothing else', [1, -1], 2 ** 31 - 256, 'accepted'],
  ])('convTranspose: %s', (_, weights, bias, expected) => {
    expect(refusalOf(convolved('convTranspose', weights, bias, 0))).toContain(expected);
  });
});

test.each([
  [2 ** 12 - 1, 'accepted'],
  [2 ** 12, 'TooLarge'],
  [2 ** 24, 'TooLarge'],
])('F10: a border of %i cells around one cell, of which a stride leaves four: %s', (border, expected) => {
  const graph: Graph = {
    profile: 'f32',
    values: [
      { shape: [1, 1, 1], type: 'f32', scale: 1, zero: 0 },
      { shape: [2, 2, 1], type: 'f32', scale: 1, zero: 0 },
    ],
    nodes: [
      {
        op: 'conv',
        layer: 'conv',
        inputs: [0],
        outputs: [1],
        min: null,
        max: null,
        strides: [border, border],
        dilations: [1, 1],
        padding: [
          [0, border],
          [0, border],
        ],
        groups: 1,
        params: { kernel: 'kernel' },
      },
    ],
    inputs: [{ name: 'x', value: 0, kind: 'real', scale: [1], offset: [0], limit: 0 }],
    outputs: [{ name: 'y', value: 1 }],
    tensors: new Map([['kernel', { shape: [1, 1, 1, 1], data: Float32Array.of(1) }]]),
  };
  expect(refusalOf(graph)).toContain(expected);
});

describe('O4: every operator refuses parameters that are missing, of another type, or out of place', () => {
  const seen = new Set<string>();
  const cases = readVectors().flatMap(({ cases }) =>
    cases.filter(({ profile, node, tensors }) => {
      const key = `${profile} ${node['op']} ${node['fn']}`;
      if (seen.has(key) || Object.keys(tensors).length === 0) return false;
      seen.add(key);
      return true;
    }),
  );

  test.each(cases.map((c) => [`${c.profile} ${c.name}`, c] as const))('%s', (_, c) => {
    const graph = graphOf(c);
    const last = graph.nodes.length - 1;
    expect(refusalOf(graph)).toBe('accepted');
    for (const [role, tensor] of graph.tensors) {
      const other =
        tensor.data instanceof Int16Array
          ? new Int8Array(tensor.data.length)
          : new Int16Array(tensor.data.length);
      expect(refusalOf(withTensor(graph, role, other))).toMatch(/^BadParameter/);
      if (tensor.data instanceof Float32Array) {
        const infinite = Float32Array.from(tensor.data, (x, i) => (i === 0 ? Infinity : x));
        expect(refusalOf(withTensor(graph, role, infinite))).toMatch(/^BadParameter.*finite numbers/);
      }
      const longer = { data: tensor.data.slice(0, 0), shape: [3, 5, 7, 2] };
      const long = Object.assign(longer, {
        data: new (Object.getPrototypeOf(tensor.data).constructor)(210).fill(tensor.data[0]),
      });
      expect(refusalOf(withTensor(graph, role, long.data, long.shape))).toMatch(
        /^(BadParameter|BadShape|BadGraph)/,
      );
      const without = Object.fromEntries(
        [...graph.tensors.keys()].filter((name) => name !== role).map((name) => [name, name]),
      );
      const refused = refusalOf(withNode(graph, last, { params: without }));
      expect(refused).toMatch(
        ['bias', 'gamma', 'beta'].includes(role) ? /^BadTensor/ : /^Bad(Program|Parameter|Tensor)/,
      );
    }
    expect(
      refusalOf(
        withNode(graph, last, {
          params: { ...Object.fromEntries([...graph.tensors.keys()].map((n) => [n, n])), spare: 'x' },
        }),
      ),
    ).toMatch(/^BadProgram/);
    const integersInFloat = { ...graph, profile: c.profile === 'f32' ? 'a16' : 'f32' } as const;
    // A text and its tokens are the same in every profile.
    const expected = ['tokenize', 'detokenize'].includes(c.node.op) ? /^accepted$/ : /^BadGraph|^BadProgram/;
    expect(refusalOf(integersInFloat)).toMatch(expected);
  });
});
