import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Signed, Signers } from '../../src/crypto/signers.ts';

let signers: Signers;
beforeEach(() => {
  signers = new Signers();
});
afterEach(() => signers.close());

/** A hash signed by the key of this number, and the signer's address. */
function sign(number: number): { signed: Signed; address: Uint8Array } {
  const [secret, hash] = [keccak_256(Uint8Array.of(number, 1)), keccak_256(Uint8Array.of(number, 2))];
  const bytes = secp256k1.sign(hash, secret, { prehash: false, format: 'recovered' });
  const key = secp256k1.getPublicKey(secret, false).slice(1);
  return {
    signed: { hash, signature: bytes.slice(1), recovery: bytes[0] === 1 ? 1 : 0 },
    address: keccak_256(key).slice(12),
  };
}

const batch = (count: number) => Array.from({ length: count }, (_, index) => sign(index));
const find = (all: readonly { signed: Signed }[]) =>
  Promise.all(all.map(({ signed }) => signers.find(signed)));

test('signers of many hashes, in several rounds at once', async () => {
  const all = batch(120);
  const first = find(all.slice(0, 50));
  await new Promise((resolve) => setImmediate(resolve));
  const others = find(all.slice(50));
  expect([...(await first), ...(await others)]).toEqual(all.map(({ address }) => address));
});

test('nobody where no key could have signed; the others are found', async () => {
  const all = batch(10);
  for (const [index, bytes] of [
    [2, new Uint8Array(64)],
    [7, new Uint8Array(64).fill(255)],
  ] as const)
    all[index] = { signed: { ...all[index]!.signed, signature: bytes }, address: all[index]!.address };
  const found = await find(all);
  expect(found.map((signer) => signer !== undefined)).toEqual(
    all.map((_, index) => index !== 2 && index !== 7),
  );
  expect(found[3]).toEqual(all[3]!.address);
});

test('a few are left to the one who asks', async () => {
  expect(await find(batch(3))).toEqual([undefined, undefined, undefined]);
});

test('after the end, and at the end, everybody is left to the one who asks', async () => {
  await find(batch(4)); // The thread is there.
  const asked = find(batch(2_000));
  await new Promise((resolve) => setImmediate(resolve));
  await signers.close();
  const found = await asked;
  expect(found).toHaveLength(2_000);
  expect(await find(batch(10))).toEqual(Array(10).fill(undefined));
});

test('a thread that ends before it is ready, without an error, leaves everybody to the one who asks', async () => {
  await signers.close();
  signers = new Signers(new URL('../support/ending-worker.mjs', import.meta.url));
  expect(await find(batch(10))).toEqual(Array(10).fill(undefined));
  expect(await find(batch(10))).toEqual(Array(10).fill(undefined));
});
