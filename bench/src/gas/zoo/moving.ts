import type { NodeOf, Shape } from '@evm-ml/quantized-runtime';
import { specimen } from './specimen.ts';

/** Operators that move elements. */

export const transpose = (shape: Shape, perm: readonly number[]) =>
  specimen({
    name: `transpose ${shape.join('x')} to ${perm.join(',')}`,
    inputs: [shape],
    output: perm.map((axis) => shape[axis]!),
    node: (base) => ({ op: 'transpose', ...base, perm }),
  });

export const resize = (fn: NodeOf<'resize'>['fn'], size: number, c: number, factor = 2) =>
  specimen({
    name: `resize ${fn} ${size}x${size}x${c} by ${factor}`,
    inputs: [[size, size, c]],
    output: [Math.ceil(size * factor), Math.ceil(size * factor), c],
    node: (base) => ({ op: 'resize', fn, ...base, alignCorners: false, halfPixel: true }),
  });

export const pad = (shape: Shape, cells: readonly number[]) =>
  specimen({
    name: `pad ${shape.join('x')} by ${cells.join(',')}`,
    inputs: [shape],
    output: shape.map((size, axis) => size + 2 * cells[axis]!),
    node: (base) => ({ op: 'pad', ...base, padding: cells.map((n) => [n, n] as const), fill: 0 }),
  });

/** Every `strides`-th element. */
export const slice = (shape: Shape, strides: readonly number[]) =>
  specimen({
    name: `slice ${shape.join('x')} by ${strides.join(',')}`,
    inputs: [shape],
    output: shape.map((size, axis) => Math.ceil(size / strides[axis]!)),
    node: (base) => ({
      op: 'slice',
      ...base,
      begin: shape.map(() => 0),
      size: shape.map((size, axis) => Math.ceil(size / strides[axis]!)),
      strides,
    }),
  });

/** The first half of the last axis. */
export const cut = (rows: number, columns: number) =>
  specimen({
    name: `slice half of ${rows}x${columns}`,
    inputs: [[rows, columns]],
    output: [rows, Math.ceil(columns / 2)],
    node: (base) => ({
      op: 'slice',
      ...base,
      begin: [0, 0],
      size: [rows, Math.ceil(columns / 2)],
      strides: [1, 1],
    }),
  });

export const concat = (shape: Shape, axis: number, parts = 2) =>
  specimen({
    name: `concat ${parts} of ${shape.join('x')} along ${axis}`,
    inputs: Array.from({ length: parts }, () => shape),
    output: shape.map((size, index) => (index === axis ? size * parts : size)),
    node: (base) => ({ op: 'concat', ...base, axis }),
  });

export const tile = (shape: Shape, repeats: readonly number[]) =>
  specimen({
    name: `tile ${shape.join('x')} by ${repeats.join('x')}`,
    inputs: [shape],
    output: shape.map((size, axis) => size * repeats[axis]!),
    node: (base) => ({ op: 'tile', ...base, repeats }),
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
