import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { kernelsWasm, kernelsWasmDigest } from '../../src/generated/kernels-wasm.ts';
import { BASE, createMachine } from '../../src/kernels/wasm/machine.ts';

const digests: { readonly kernelsWasm: string } = JSON.parse(
  readFileSync(new URL('../../../../spec/digests.json', import.meta.url), 'utf8'),
);

test('the embedded binary has the digest that the specification names', () => {
  const digest = createHash('sha256').update(Buffer.from(kernelsWasm, 'base64')).digest('hex');
  expect(digest).toBe(kernelsWasmDigest);
  expect(digest).toBe(digests['kernelsWasm']);
});

test('static data of the binary ends below the memory that plans may use', () => {
  const { kernels } = createMachine(BASE);
  expect(kernels.heapBase.value).toBeLessThanOrEqual(BASE);
});

test('memory has the bytes asked for, zeroed, with room for whole vectors behind them', () => {
  const { buffer } = createMachine(65_536);
  expect(buffer.byteLength).toBe(2 * 65_536);
  expect(new Uint8Array(buffer, BASE).every((byte) => byte === 0)).toBe(true);
});
