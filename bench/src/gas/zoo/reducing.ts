import { specimen } from './specimen.ts';

/** Operators that make many elements one. */

export const pool = (fn: 'max' | 'avg', size: number, c: number, k: number) =>
  specimen({
    name: `pool ${fn} ${size}x${size}x${c}, ${k}x${k}`,
    inputs: [[size, size, c]],
    output: [Math.floor(size / k), Math.floor(size / k), c],
    node: (base) => ({
      op: 'pool',
      fn,
      ...base,
      size: [k, k],
      strides: [k, k],
      padding: [
        [0, 0],
        [0, 0],
      ],
      params: {},
    }),
  });

export const reduce = (fn: 'mean' | 'max', size: number, c: number) =>
  specimen({
    name: `reduce ${fn} ${size}x${size}x${c}`,
    inputs: [[size, size, c]],
    output: [c],
    node: (base) => ({ op: 'reduce', fn, ...base, axes: [0, 1], params: {} }),
  });
