import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createKeccak256 } from '../../src/crypto/keccak.ts';
import {
  createRecover,
  loadNativeRecover,
  loadWasmRecover,
  recoverWithNoble,
} from '../../src/crypto/recover.ts';

const outcome = (work: () => Uint8Array): string => {
  try {
    return Buffer.from(work()).toString('hex');
  } catch {
    return 'refused';
  }
};

test('keccak-256 in WebAssembly equals the plain one', async () => {
  const keccak256 = await createKeccak256();
  expect(keccak256).not.toBe(keccak_256);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1000 }), (message) => {
      expect(Buffer.from(keccak256(message)).toString('hex')).toBe(
        Buffer.from(keccak_256(message)).toString('hex'),
      );
    }),
  );
});

const recoveries = [
  ['native', loadNativeRecover],
  ['in WebAssembly', loadWasmRecover],
] as const;

test.each(recoveries)('recovery %s equals the plain one on signatures, good and bad', async (_name, load) => {
  const recover = await load();
  const key = fc
    .uint8Array({ minLength: 32, maxLength: 32 })
    .filter((bytes) => secp256k1.utils.isValidSecretKey(bytes));
  const word = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(
      key,
      word,
      fc.nat(63),
      fc.nat(255),
      fc.constantFrom(0, 1),
      (secret, hash, at, change, bit) => {
        const signed = secp256k1.sign(hash, secret, { prehash: false, format: 'recovered' });
        const signature = signed.slice(1);
        const expected = secp256k1.getPublicKey(secret, false).slice(1);
        expect(Buffer.from(recover(signature, signed[0]!, hash))).toEqual(Buffer.from(expected));
        signature[at]! ^= change;
        expect(outcome(() => recover(signature, bit, hash))).toBe(
          outcome(() => recoverWithNoble(signature, bit, hash)),
        );
      },
    ),
    { numRuns: 200 },
  );
});

test.each([
  ['zero r and s', new Uint8Array(64)],
  [
    'r and s of the order',
    Uint8Array.from(
      Buffer.from('fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141'.repeat(2), 'hex'),
    ),
  ],
  ['all ones', new Uint8Array(64).fill(255)],
])('all refuse %s', async (_name, signature) => {
  const hash = new Uint8Array(32).fill(1);
  for (const recover of [await loadNativeRecover(), await loadWasmRecover(), recoverWithNoble])
    for (const bit of [0, 1, 2, 27]) expect(outcome(() => recover(signature, bit, hash))).toBe('refused');
});

test('the native one is used where it loads', async () => {
  expect(String(await createRecover())).toBe(String(await loadNativeRecover()));
});
