import type { KernelSet, KernelTable, Machine } from '../../plan/kernel.ts';
import { affine, requantize } from './affine.ts';
import { binary } from './binary.ts';
import { constant, reshape } from './constant.ts';
import { dense } from './dense.ts';
import { softmax } from './softmax.ts';
import { unary } from './unary.ts';

/** The operators as spec/operators.md defines them: plain loops, no cleverness. */
export const REFERENCE_KERNELS: KernelTable<Machine> = {
  dense,
  affine,
  requantize,
  binary,
  unary,
  softmax,
  constant,
  reshape,
};

export const REFERENCE: KernelSet = {
  backend: 'reference',
  base: 0,
  createMachine: (bytes) => ({ buffer: new ArrayBuffer(bytes) }),
  kernels: REFERENCE_KERNELS,
};
