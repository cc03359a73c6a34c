import { specimen } from './specimen.ts';

/** Operators that move elements. */

export const transpose = (a: number, b: number) =>
  specimen({
    name: `transpose ${a}x${b}`,
    inputs: [[a, b]],
    output: [b, a],
    node: (base) => ({ op: 'transpose', ...base, perm: [1, 0] }),
  });

export const resize = (fn: 'nearest' | 'bilinear', size: number, c: number) =>
  specimen({
    name: `resize ${fn} ${size}x${size}x${c} to twice`,
    inputs: [[size, size, c]],
    output: [size * 2, size * 2, c],
    node: (base) => ({ op: 'resize', fn, ...base, alignCorners: false, halfPixel: true }),
  });

export const pad = (size: number, c: number) =>
  specimen({
    name: `pad ${size}x${size}x${c}`,
    inputs: [[size, size, c]],
    output: [size + 2, size + 2, c],
    node: (base) => ({
      op: 'pad',
      ...base,
      padding: [
        [1, 1],
        [1, 1],
        [0, 0],
      ],
      fill: 0,
    }),
  });

export const slice = (a: number, b: number) =>
  specimen({
    name: `slice half of ${a}x${b}`,
    inputs: [[a, b]],
    output: [a, b / 2],
    node: (base) => ({ op: 'slice', ...base, begin: [0, 0], size: [a, b / 2], strides: [1, 2] }),
  });

export const concat = (a: number, b: number) =>
  specimen({
    name: `concat 2 of ${a}x${b}`,
    inputs: [
      [a, b],
      [a, b],
    ],
    output: [a, 2 * b],
    node: (base) => ({ op: 'concat', ...base, axis: 1 }),
  });

export const tile = (a: number, b: number) =>
  specimen({
    name: `tile ${a}x${b} by 2x2`,
    inputs: [[a, b]],
    output: [2 * a, 2 * b],
    node: (base) => ({ op: 'tile', ...base, repeats: [2, 2] }),
  });

export const gather = (length: number, vocabulary: number, d: number) =>
  specimen({
    name: `gather ${length} of ${vocabulary}x${d}`,
    inputs: [[length]],
    output: [length, d],
    params: { table: [vocabulary, d] },
    limit: vocabulary,
    node: (base) => ({ op: 'gather', ...base, params: { table: 'table' } }),
  });
