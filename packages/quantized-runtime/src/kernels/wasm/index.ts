import type { KernelSet } from '../../plan/kernel.ts';
import { prepareDense } from './dense.ts';
import { BASE, createMachine, type WasmMachine } from './machine.ts';

/** The fast kernels: SIMD128 in assembly/, bit for bit what the reference kernels compute. */
export const wasmKernels: KernelSet<WasmMachine> = {
  backend: 'wasm',
  base: BASE,
  createMachine,
  kernels: { dense: prepareDense },
};
