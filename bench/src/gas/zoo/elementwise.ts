import type { NodeOf, Shape, UnaryFn } from '@evm-ml/quantized-runtime';
import { plainValue, realPort } from '@evm-ml/quantized-runtime/workshop';
import { LINEAR, type Specimen, specimen } from './specimen.ts';

/** Operators on single elements and rows. */

export const unary = (fn: UnaryFn, elements: number) =>
  specimen({
    name: `unary ${fn} ${elements}`,
    inputs: [[elements]],
    output: [elements],
    node: (base) => ({ op: 'unary', fn, ...base, alpha: 0.5, beta: 0.5, params: {} }),
  });

const joint = (a: Shape, b: Shape): Shape =>
  a.map((size, axis) => Math.max(size, b[axis - a.length + b.length] ?? 1));

/** `b` has at most the axes of `a`. */
export const binary = (fn: NodeOf<'binary'>['fn'], a: Shape, b: Shape = a) =>
  specimen({
    name: `binary ${fn} ${a.join('x')}, ${b.join('x')}`,
    inputs: [a, b],
    output: joint(a, b),
    node: (base) => ({ op: 'binary', fn, ...base, ...LINEAR, params: {} }),
  });

export const softmax = (rows: number, n: number) =>
  specimen({
    name: `softmax ${rows}x${n}`,
    inputs: [[rows, n]],
    output: [rows, n],
    node: (base) => ({ op: 'softmax', ...base, log: false, params: {} }),
  });

export const normalize = (fn: NodeOf<'normalize'>['fn'], rows: number, n: number) =>
  specimen({
    name: `normalize ${fn} ${rows}x${n}`,
    inputs: [[rows, n]],
    output: [rows, n],
    params: fn === 'unit' ? {} : { gamma: [n], ...(fn === 'layer' ? { beta: [n] } : {}) },
    node: (base) => ({
      op: 'normalize',
      fn,
      ...base,
      ...LINEAR,
      epsilon: 1e-3,
      params: {
        ...(fn === 'unit' ? {} : { gamma: 'gamma' }),
        ...(fn === 'layer' ? { beta: 'beta' } : {}),
      },
    }),
  });

/** Elementwise, or any or all of each row. */
export function compare(shape: Shape, reduceLast: NodeOf<'compare'>['reduceLast'] = 'none'): Specimen {
  const output = reduceLast === 'none' ? shape : shape.slice(0, -1);
  const made = specimen({
    name: `compare ${reduceLast} ${shape.join('x')}`,
    inputs: [shape],
    output,
    node: (base) => ({ op: 'compare', fn: 'gt', ...base, constant: 0, reduceLast }),
  });
  const mask = plainValue(output, 'u8');
  return { ...made, graph: { ...made.graph, values: [made.graph.values[0]!, mask] } };
}

/** A mask made by a comparison, and a choice by it. */
export function select(rows: number, columns: number, masked: Shape = [rows, columns]): Specimen {
  const whole = [rows, columns];
  const name = `select ${whole.join('x')} by ${masked.join('x')}`;
  return {
    name,
    op: 'select',
    graph: {
      profile: 'f32',
      values: [
        plainValue(masked),
        plainValue(whole),
        plainValue(masked, 'u8'),
        plainValue(whole),
        plainValue(whole),
      ],
      nodes: [
        { op: 'compare', fn: 'gt', layer: name, inputs: [0], outputs: [2], constant: 0, reduceLast: 'none' },
        { op: 'select', layer: name, inputs: [2, 1, 3], outputs: [4] },
      ],
      inputs: [realPort('x0', 0), realPort('x1', 1), realPort('x3', 3)],
      outputs: [{ name: 'y', value: 4 }],
      tensors: new Map(),
    },
  };
}
