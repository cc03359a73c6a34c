import type { KernelSet, KernelTable } from '../kernel.ts';
import { affine, requantize } from './affine.ts';
import { argmax } from './argmax.ts';
import { binary } from './binary.ts';
import { constant, reshape } from './constant.ts';
import { conv, convTranspose } from './conv.ts';
import { dense } from './dense.ts';
import { detokenize } from './detokenize.ts';
import { gather } from './gather.ts';
import { repeat, until } from './loop.ts';
import { matmul } from './matmul.ts';
import { concat, pad, slice, tile, transpose } from './move.ts';
import { normalize } from './normalize.ts';
import { put, take } from './places.ts';
import { pool } from './pool.ts';
import { recurrent } from './recurrent.ts';
import { reduce } from './reduce.ts';
import { resize } from './resize.ts';
import { compare, select } from './select.ts';
import { softmax } from './softmax.ts';
import { tokenize } from './tokenize.ts';
import { unary } from './unary.ts';

/** None is missing, none declines. */
const kernels: Required<KernelTable> = {
  dense,
  conv,
  depthwise: conv,
  convTranspose,
  pool,
  binary,
  affine,
  requantize,
  unary,
  softmax,
  normalize,
  reduce,
  matmul,
  gather,
  reshape,
  transpose,
  pad,
  slice,
  concat,
  tile,
  constant,
  resize,
  select,
  compare,
  recurrent,
  tokenize,
  argmax,
  detokenize,
  repeat,
  until,
  take,
  put,
};

/** The operators as spec/operators.md defines them: plain loops, no cleverness. */
export const referenceKernels = {
  name: 'reference',
  base: 0,
  createMachine: (bytes) => ({ buffer: new ArrayBuffer(bytes) }),
  kernels,
} satisfies KernelSet;
