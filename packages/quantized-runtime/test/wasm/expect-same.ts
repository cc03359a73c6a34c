import { expect } from 'vitest';
import { referenceKernels } from '../../src/kernels/reference/reference-kernels.ts';
import { wasmKernels } from '../../src/kernels/wasm/index.ts';
import { type Case, runNode } from './run-node.ts';

/** The wasm kernel serves the case and gives the reference kernel's bytes. Returns them. */
export function expectSame(test: Case, capacity?: number): readonly Uint8Array[] {
  const expected = runNode(referenceKernels, test, capacity);
  const given = runNode(wasmKernels, test, capacity);
  expect(expected, 'the reference kernel serves the case').not.toBeNull();
  expect(given, 'the wasm kernel serves the case').not.toBeNull();
  // Comparing bytes is a thousand times quicker than toEqual, which then says where they differ.
  const same = given!.every((bytes, output) => Buffer.compare(bytes, expected![output]!) === 0);
  if (!same || given!.length !== expected!.length) expect(given).toEqual(expected);
  return given!;
}
