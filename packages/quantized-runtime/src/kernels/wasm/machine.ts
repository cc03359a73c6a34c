import { kernelsWasm } from '../../generated/kernels-wasm.ts';
import type { Machine } from '../kernel.ts';
import { decodeBase64 } from './decode-base64.ts';
import type { Kernels } from './exports.ts';

/** The memory of one plan, and the kernels bound to it. */
export interface WasmMachine extends Machine {
  readonly kernels: Kernels;
}

/** Static data of the binary lies below; test/wasm/digest.test.ts compares it with the binary's own figure. */
export const BASE = 8192;

/** Kernels read and write whole vectors: this much may be touched behind the last byte of a plan. */
const SLACK = 64;
const PAGE = 65_536;

let compiled: WebAssembly.Module | undefined;

/** A new memory of `bytes` zeroed bytes with the kernels over it. The binary is compiled once a process. */
export function createMachine(bytes: number): WasmMachine {
  compiled ??= new WebAssembly.Module(decodeBase64(kernelsWasm));
  const pages = Math.ceil((bytes + SLACK) / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const instance = new WebAssembly.Instance(compiled, { env: { memory } });
  const kernels = instance.exports as unknown as Kernels;
  return {
    buffer: memory.buffer,
    kernels,
    hasLowest: (offset, count) => kernels.hasLowest(offset, count) !== 0,
  };
}
