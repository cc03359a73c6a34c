import type { Shape } from '@evm-ml/quantized-runtime';
import { elementCount } from '@evm-ml/quantized-runtime';
import { LINEAR, specimen } from './specimen.ts';

/** Operators that multiply and add. */

export const dense = (rows: number, k: number, n: number) =>
  specimen({
    name: `dense ${rows} of ${k} to ${n}`,
    inputs: [rows === 1 ? [k] : [rows, k]],
    output: rows === 1 ? [n] : [rows, n],
    params: { kernel: [k, n], bias: [n] },
    fanIn: k,
    node: (base) => ({ op: 'dense', ...base, ...LINEAR, params: { kernel: 'kernel', bias: 'bias' } }),
  });

/** How a window moves: all axes alike. */
export interface Sliding {
  readonly stride?: number;
  readonly dilation?: number;
  /** Cells on each side. */
  readonly padding?: number;
  readonly groups?: number;
}

function slide(cells: Shape, kernel: Shape, { stride = 1, dilation = 1, padding = 0 }: Sliding) {
  const output = cells.map((size, axis) =>
    Math.floor((size + 2 * padding - (kernel[axis]! - 1) * dilation - 1) / stride + 1),
  );
  const shown = [
    `${kernel.join('x')}`,
    ...(stride > 1 ? [`stride ${stride}`] : []),
    ...(dilation > 1 ? [`dilation ${dilation}`] : []),
    ...(padding > 0 ? [`padding ${padding}`] : []),
  ];
  return {
    output,
    shown: shown.join(' '),
    fields: {
      strides: cells.map(() => stride),
      dilations: cells.map(() => dilation),
      padding: cells.map(() => [padding, padding] as const),
    },
  };
}

export function conv(cells: Shape, c: number, n: number, kernel: Shape, sliding: Sliding = {}) {
  const { groups = 1 } = sliding;
  const { output, shown, fields } = slide(cells, kernel, sliding);
  const ofGroups = groups > 1 ? ` in ${groups} groups` : '';
  return specimen({
    name: `conv ${[...cells, c].join('x')}, ${shown} to ${n}${ofGroups}`,
    inputs: [[...cells, c]],
    output: [...output, n],
    params: { kernel: [...kernel, c / groups, n], bias: [n] },
    fanIn: (elementCount(kernel) * c) / groups,
    node: (base) => ({
      op: 'conv',
      ...base,
      ...LINEAR,
      ...fields,
      groups,
      params: { kernel: 'kernel', bias: 'bias' },
    }),
  });
}

export function depthwise(cells: Shape, c: number, kernel: Shape, sliding: Sliding = {}, multiplier = 1) {
  const { output, shown, fields } = slide(cells, kernel, sliding);
  const times = multiplier > 1 ? ` times ${multiplier}` : '';
  return specimen({
    name: `depthwise ${[...cells, c].join('x')}${times}, ${shown}`,
    inputs: [[...cells, c]],
    output: [...output, c * multiplier],
    params: { kernel: [...kernel, c, multiplier], bias: [c * multiplier] },
    fanIn: elementCount(kernel),
    node: (base) => ({
      op: 'depthwise',
      ...base,
      ...LINEAR,
      ...fields,
      params: { kernel: 'kernel', bias: 'bias' },
    }),
  });
}

export function convTranspose(cells: Shape, c: number, n: number, kernel: Shape, stride: number) {
  return specimen({
    name: `convTranspose ${[...cells, c].join('x')}, ${kernel.join('x')} stride ${stride} to ${n}`,
    inputs: [[...cells, c]],
    output: [...cells.map((size, axis) => (size - 1) * stride + kernel[axis]!), n],
    params: { kernel: [...kernel, c, n], bias: [n] },
    fanIn: elementCount(kernel) * c,
    node: (base) => ({
      op: 'convTranspose',
      ...base,
      ...LINEAR,
      strides: cells.map(() => stride),
      dilations: cells.map(() => 1),
      padding: cells.map(() => [0, 0] as const),
      params: { kernel: 'kernel', bias: 'bias' },
    }),
  });
}

export const matmul = (batch: number, m: number, k: number, n: number, transposeB = false) =>
  specimen({
    name: `matmul ${batch} of ${m}x${k}x${n}${transposeB ? ' transposed' : ''}`,
    inputs: [[batch, m, k], transposeB ? [batch, n, k] : [batch, k, n]],
    output: [batch, m, n],
    node: (base) => ({ op: 'matmul', ...base, ...LINEAR, transposeB, params: {} }),
  });

/** Constants for each channel, or for each element. */
export const affine = (rows: number, c: number, constants: Shape = [c]) =>
  specimen({
    name: `affine ${rows}x${c} by ${constants.join('x')}`,
    inputs: [[rows, c]],
    output: [rows, c],
    params: { kernel: constants, bias: constants },
    node: (base) => ({ op: 'affine', ...base, ...LINEAR, params: { kernel: 'kernel', bias: 'bias' } }),
  });
