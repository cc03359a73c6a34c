import type { NodeOf, Shape } from '@evm-ml/quantized-runtime';
import { specimen } from './specimen.ts';

/** Operators that make many elements one. */

export const pool = (fn: NodeOf<'pool'>['fn'], cells: Shape, c: number, k: number, stride = k) =>
  specimen({
    name: `pool ${fn} ${[...cells, c].join('x')}, ${k} stride ${stride}`,
    inputs: [[...cells, c]],
    output: [...cells.map((size) => Math.floor((size - k) / stride) + 1), c],
    node: (base) => ({
      op: 'pool',
      fn,
      ...base,
      size: cells.map(() => k),
      strides: cells.map(() => stride),
      padding: cells.map(() => [0, 0] as const),
      params: {},
    }),
  });

export const reduce = (fn: NodeOf<'reduce'>['fn'], shape: Shape, axes: readonly number[]) =>
  specimen({
    name: `reduce ${fn} ${shape.join('x')} along ${axes.join(',')}`,
    inputs: [shape],
    output: shape.filter((_, axis) => !axes.includes(axis)),
    node: (base) => ({ op: 'reduce', fn, ...base, axes, params: {} }),
  });
