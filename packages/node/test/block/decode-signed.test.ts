import { createTx, createTxFromRLP, type TypedTransaction, type TypedTxData } from '@ethereumjs/tx';
import { Address, bytesToHex, SECP256K1_ORDER } from '@ethereumjs/util';
import { createPredictCommon } from '@evm-ml/evm';
import { describe, expect, test } from 'vitest';
import { decodeSigned, rememberSender, signedHashOf } from '../../src/block/decode-signed.ts';
import { createCustomCrypto } from '../../src/crypto/custom-crypto.ts';
import { createRecover } from '../../src/crypto/recover.ts';

const customCrypto = await createCustomCrypto();
const common = createPredictCommon({ chainId: 1337, customCrypto });
const recover = await createRecover();
const key = new Uint8Array(32).fill(7);
const to = new Address(new Uint8Array(20).fill(9));

const kinds: [string, TypedTxData][] = [
  ['legacy', { type: 0, gasPrice: 9n }],
  ['access list', { type: 1, gasPrice: 9n }],
  ['fee market', { type: 2, maxFeePerGas: 9n }],
  [
    'set code',
    {
      type: 4,
      maxFeePerGas: 9n,
      authorizationList: [
        { chainId: '0x1', address: to.toString(), nonce: '0x', yParity: '0x1', r: '0x1', s: '0x1' },
      ],
    },
  ],
];

const make = (fields: TypedTxData): TypedTransaction =>
  createTx({ gasLimit: 100_000n, to, ...fields } as TypedTxData, { common }).sign(key);

/** As the signer's thread finds it; undefined where it does not. */
function found(tx: TypedTransaction): string | undefined {
  const signed = signedHashOf(tx);
  if (!signed) return undefined;
  try {
    const publicKey = recover(signed.signature, signed.recovery, signed.hash);
    return bytesToHex(customCrypto.keccak256!(publicKey).subarray(12));
  } catch {
    return undefined;
  }
}

function orNone(find: () => string | undefined): string | undefined {
  try {
    return find();
  } catch {
    return undefined;
  }
}

describe.each(kinds)('a transaction of kind %s', (_name, fields) => {
  const tx = decodeSigned(make(fields).serialize(), common);

  test('is encoded and recovered as the library does, whose sender it is', () => {
    const plain = createTxFromRLP(tx.serialize(), { common });
    expect(tx.serialize()).toEqual(plain.serialize());
    expect(tx.serialize()).toBe(tx.serialize());
    expect(tx.hash()).toEqual(plain.hash());
    expect(tx.getSenderAddress()).toEqual(plain.getSenderAddress());
    expect(found(tx)).toBe(plain.getSenderAddress().toString());
  });

  test('takes the sender that was found elsewhere', () => {
    const again = decodeSigned(tx.serialize(), common);
    rememberSender(again, to);
    expect(again.getSenderAddress()).toBe(to);
  });

  test.each([
    ['r', { r: 5n }],
    ['s', { s: 5n }],
    ['no r', { r: 0n }],
    ['an s in the upper half', { s: SECP256K1_ORDER - 5n }],
    ['an r beyond the order', { r: 2n ** 256n - 1n }],
    ['the other v', { v: undefined }],
  ])('with another signature (%s) has the signer that the library finds, or none', (_what, change) => {
    const v = tx.type === 0 ? (tx.v === 2709n ? 2710n : 2709n) : 1n - tx.v!;
    const raw = { ...fields, gasLimit: 100_000n, to, v: tx.v, r: tx.r, s: tx.s, ...change };
    const read = () => createTx({ ...raw, v: raw.v ?? v } as TypedTxData, { common, freeze: false });
    const [expected, got] = [() => read().getSenderAddress().toString(), () => found(read())].map(orNone);
    expect(got).toBe(expected);
  });
});

test.each([27n, 28n])('a legacy transaction for any chain, with v = %s', (v) => {
  const changed = createTx({ type: 0, gasPrice: 9n, gasLimit: 21_000n, to, v, r: 77n, s: 5n }, { common });
  expect(found(changed)).toBe(orNone(() => changed.getSenderAddress().toString()));
});
