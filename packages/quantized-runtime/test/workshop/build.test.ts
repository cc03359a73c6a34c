import { describe, expect, it } from 'vitest';
import type { Graph, Node, Tensor } from '../../src/graph/graph.ts';
import { GraphParts } from '../../src/workshop/build/graph-parts.ts';
import { GraphWriter } from '../../src/workshop/build/graph-writer.ts';
import { indexPort, plainValue, realPort } from '../../src/workshop/build/plain.ts';
import { sweep } from '../../src/workshop/build/sweep.ts';
import { uniqueName } from '../../src/workshop/build/unique-name.ts';

const floats = (...data: number[]): Tensor => ({ shape: [data.length], data: Float32Array.from(data) });

function affine(input: number, output: number, kernel: string): Node {
  const layer = `affine ${output}`;
  return {
    op: 'affine',
    inputs: [input],
    outputs: [output],
    layer,
    min: null,
    max: null,
    params: { kernel },
  };
}

/** x0 -> 5 -> 2 is read; x1, 3 and 4 are not. */
function forked(): Graph {
  return {
    profile: 'f32',
    values: [1, 2, 3, 4, 5, 6].map((size) => plainValue([size])),
    nodes: [affine(0, 5, 'a'), affine(5, 3, 'unread'), affine(3, 4, 'unread'), affine(5, 2, 'b')],
    inputs: [realPort('x0', 0), indexPort('x1', 1, 9)],
    outputs: [{ name: 'y', value: 2 }],
    tensors: new Map([
      ['variable', floats(4)],
      ['unread', floats(3)],
      ['b', floats(2)],
      ['a', floats(1)],
    ]),
  };
}

describe('sweep', () => {
  it('drops what no output needs and keeps the order of what stays; ports stay', () => {
    const { values, nodes, inputs, outputs, tensors } = sweep(forked());
    expect(values.map(({ shape }) => shape)).toEqual([[1], [2], [3], [6]]);
    expect(nodes.map((node) => [node.layer, node.inputs, node.outputs])).toEqual([
      ['affine 5', [0], [3]],
      ['affine 2', [3], [2]],
    ]);
    expect(inputs).toEqual([realPort('x0', 0), indexPort('x1', 1, 9)]);
    expect(outputs).toEqual([{ name: 'y', value: 2 }]);
    expect([...tensors.keys()]).toEqual(['b', 'a']);
  });

  it('keeps the tensors that it is told to keep', () => {
    expect([...sweep(forked(), ['variable', 'missing']).tensors.keys()]).toEqual(['variable', 'b', 'a']);
  });

  it('changes nothing that it is given, and nothing the second time', () => {
    const graph = forked();
    const before = structuredClone(graph);
    const once = sweep(graph);
    expect(graph).toEqual(before);
    expect(sweep(once)).toEqual(once);
  });

  it('keeps all outputs of a node that needs one of them', () => {
    const graph = new GraphWriter('f32');
    const x = graph.addValue(plainValue([3, 2]));
    graph.inputs.push(realPort('x', x));
    const outputs = [[3, 4], [4]].map((shape) => graph.addValue(plainValue(shape)));
    const settings = { units: 4, backwards: false, resetAfter: false, zeroOutputForMask: false } as const;
    const functions = { activation: 'tanh', recurrentActivation: 'linear' } as const;
    const params = { kernel: 'k', recurrent: 'r' };
    graph.add({
      ...{ op: 'recurrent', fn: 'rnn', inputs: [x], outputs, layer: 'r' },
      ...{ ...settings, ...functions, params },
    });
    const swept = sweep(graph.toGraph([{ name: 'last', value: outputs[1]! }]));
    expect(swept.values.length).toBe(3);
    expect(swept.nodes[0]!.outputs).toEqual([1, 2]);
  });
});

describe('tensors of a graph under construction', () => {
  it('get a name of their own, or share one with their equal', () => {
    const parts = new GraphParts();
    expect(parts.addTensor('t', floats(1, 2))).toBe('t');
    expect(parts.addTensor('t', floats(1, 2))).toBe('t.1');
    expect(parts.shareTensor('t', floats(1, 2))).toBe('t');
    expect(parts.shareTensor('t', floats(1, 3))).toBe('t.2');
    expect(parts.shareTensor('t', floats(1, 3))).toBe('t.2');
    expect(parts.addTensor('t', floats(0))).toBe('t.3');
    expect(parts.tensors.size).toBe(4);
  });

  it.each([
    ['another type', { shape: [2], data: Int8Array.of(0, 2) }],
    ['another shape', { shape: [2, 1], data: Float32Array.of(0, 2) }],
    ['another length', floats(0, 2, 0)],
    ['-0 for 0', floats(-0, 2)],
  ] as const)('are not equal with %s', (_, other) => {
    const parts = new GraphParts();
    parts.shareTensor('t', floats(0, 2));
    expect(parts.shareTensor('t', other)).toBe('t.1');
  });

  it('are equal with the same NaN', () => {
    const parts = new GraphParts();
    parts.shareTensor('t', floats(Number.NaN));
    expect(parts.shareTensor('t', floats(Number.NaN))).toBe('t');
  });

  it('and values that do not exist are named in the error', () => {
    const parts = new GraphParts(forked());
    expect(parts.shape(3)).toEqual([4]);
    expect(() => parts.shape(6)).toThrow('no value 6');
    expect(() => parts.tensorNamed('c')).toThrow('no tensor c');
  });
});

it('a name that is taken gets the first number that is free', () => {
  expect(uniqueName('x', [])).toBe('x');
  expect(uniqueName('x', ['x', 'x_2'])).toBe('x_1');
  expect(uniqueName('x', ['x', 'x_1', 'x_2'])).toBe('x_3');
});
