import type { Common } from '@ethereumjs/common';
import { createTx, createTxFromRLP, type TypedTransaction, type TypedTxData } from '@ethereumjs/tx';
import { Address, bigIntToAddressBytes, bytesToBigInt } from '@ethereumjs/util';
import { decodeSigned } from './decode-signed.ts';

/**
 * The `s` of a transaction that nobody signed: "impersonated" in ASCII. Its `r` ends with the sender. On a
 * development chain such a transaction stands for one of any account; on others none gets in, for there is no method
 * to make it and `decodeTransaction` refuses it.
 */
const mark = BigInt('0x696d706572736f6e61746564');

/** Bits of an address. */
const addressBits = 160;

/** Stands before the sender in `r`: an `r` of 0 is read back as none, and the zero address sends, too. */
const beforeSender = 1n << BigInt(addressBits);

export const isImpersonated = (tx: TypedTransaction): boolean => tx.s === mark;

/** Makes a transaction of an account whose key nobody here has. */
export function impersonate(fields: TypedTxData, sender: Address, common: Common): TypedTransaction {
  // A transaction without a type is for this chain by its `v` alone (EIP-155).
  const v = Number(fields.type ?? 0) === 0 ? 35n + 2n * common.chainId() : 0n;
  const signed = { ...fields, v, r: beforeSender + bytesToBigInt(sender.bytes), s: mark };
  return withSender(createTx(signed, { common, freeze: false }));
}

/** Reads a stored transaction; gives an impersonated one its sender back. */
export function decodeStored(encoded: Uint8Array, common: Common): TypedTransaction {
  const tx = decodeSigned(encoded, common);
  return isImpersonated(tx) ? withSender(createTxFromRLP(encoded, { common, freeze: false })) : tx;
}

/** The account that an impersonated transaction names. */
const namedSender = (tx: TypedTransaction): Address =>
  new Address(bigIntToAddressBytes(BigInt.asUintN(addressBits, tx.r ?? 0n)));

/**
 * The account that a transaction is of; `undefined` if neither a signature nor this node's own development methods
 * say so. A signature can be found for any `s`, the mark too: such a transaction would be stored as somebody else's.
 */
export function senderOf(tx: TypedTransaction): Address | undefined {
  try {
    const sender = tx.getSenderAddress();
    return isImpersonated(tx) && !sender.equals(namedSender(tx)) ? undefined : sender;
  } catch {
    return undefined;
  }
}

function withSender(tx: TypedTransaction): TypedTransaction {
  const sender = namedSender(tx);
  Object.defineProperty(tx, 'getSenderAddress', { value: () => sender });
  Object.freeze(tx);
  return tx;
}
