import type { Shape } from '@evm-ml/quantized-runtime';
import { LINEAR, specimen } from './specimen.ts';

/** Operators on single elements and rows. */

export const unary = (fn: 'tanh' | 'sigmoid' | 'gelu' | 'relu', shape: Shape) =>
  specimen({
    name: `unary ${fn} ${shape.join('x')}`,
    inputs: [shape],
    output: shape,
    node: (base) => ({ op: 'unary', fn, ...base, alpha: 0, beta: 0, params: {} }),
  });

export const binary = (fn: 'add' | 'mul' | 'max', shape: Shape, other: Shape = shape) =>
  specimen({
    name: `binary ${fn} ${shape.join('x')}, ${other.join('x')}`,
    inputs: [shape, other],
    output: shape,
    node: (base) => ({ op: 'binary', fn, ...base, ...LINEAR, params: {} }),
  });

export const softmax = (rows: number, n: number) =>
  specimen({
    name: `softmax ${rows}x${n}`,
    inputs: [[rows, n]],
    output: [rows, n],
    node: (base) => ({ op: 'softmax', ...base, log: false, params: {} }),
  });

export const normalize = (rows: number, n: number) =>
  specimen({
    name: `normalize layer ${rows}x${n}`,
    inputs: [[rows, n]],
    output: [rows, n],
    params: { gamma: [n], beta: [n] },
    node: (base) => ({
      op: 'normalize',
      fn: 'layer',
      ...base,
      ...LINEAR,
      epsilon: 1e-3,
      params: { gamma: 'gamma', beta: 'beta' },
    }),
  });
