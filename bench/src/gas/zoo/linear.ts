import { LINEAR, specimen } from './specimen.ts';

/** Operators that multiply and add. */

export const dense = (k: number, n: number) =>
  specimen({
    name: `dense ${k}x${n}`,
    inputs: [[k]],
    output: [n],
    params: { kernel: [k, n], bias: [n] },
    fanIn: k,
    node: (base) => ({ op: 'dense', ...base, ...LINEAR, params: { kernel: 'kernel', bias: 'bias' } }),
  });

export const conv = (size: number, c: number, n: number, k: number, stride = 1) => {
  const out = Math.floor((size - k) / stride) + 1;
  return specimen({
    name: `conv ${size}x${size}x${c}, ${k}x${k}/${stride} to ${n}`,
    inputs: [[size, size, c]],
    output: [out, out, n],
    params: { kernel: [k, k, c, n], bias: [n] },
    fanIn: k * k * c,
    node: (base) => ({
      op: 'conv',
      ...base,
      ...LINEAR,
      strides: [stride, stride],
      dilations: [1, 1],
      padding: [
        [0, 0],
        [0, 0],
      ],
      groups: 1,
      params: { kernel: 'kernel', bias: 'bias' },
    }),
  });
};

export const depthwise = (size: number, c: number, k: number, stride = 1) => {
  const out = Math.floor((size - k) / stride) + 1;
  return specimen({
    name: `depthwise ${size}x${size}x${c}, ${k}x${k}/${stride}`,
    inputs: [[size, size, c]],
    output: [out, out, c],
    params: { kernel: [k, k, c, 1], bias: [c] },
    fanIn: k * k,
    node: (base) => ({
      op: 'depthwise',
      ...base,
      ...LINEAR,
      strides: [stride, stride],
      dilations: [1, 1],
      padding: [
        [0, 0],
        [0, 0],
      ],
      params: { kernel: 'kernel', bias: 'bias' },
    }),
  });
};

export const convTranspose = (size: number, c: number, n: number, k: number, stride: number) => {
  const out = (size - 1) * stride + k;
  return specimen({
    name: `convTranspose ${size}x${size}x${c}, ${k}x${k}/${stride} to ${n}`,
    inputs: [[size, size, c]],
    output: [out, out, n],
    params: { kernel: [k, k, c, n], bias: [n] },
    fanIn: k * k * c,
    node: (base) => ({
      op: 'convTranspose',
      ...base,
      ...LINEAR,
      strides: [stride, stride],
      dilations: [1, 1],
      padding: [
        [0, 0],
        [0, 0],
      ],
      params: { kernel: 'kernel', bias: 'bias' },
    }),
  });
};

export const matmul = (m: number, k: number, n: number) =>
  specimen({
    name: `matmul ${m}x${k}x${n}`,
    inputs: [
      [m, k],
      [k, n],
    ],
    output: [m, n],
    node: (base) => ({ op: 'matmul', ...base, ...LINEAR, transposeB: false, params: {} }),
  });

export const affine = (rows: number, c: number) =>
  specimen({
    name: `affine ${rows}x${c}`,
    inputs: [[rows, c]],
    output: [rows, c],
    params: { kernel: [c], bias: [c] },
    node: (base) => ({ op: 'affine', ...base, ...LINEAR, params: { kernel: 'kernel', bias: 'bias' } }),
  });
