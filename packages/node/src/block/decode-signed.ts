import type { Common } from '@ethereumjs/common';
import { createTxFromRLP, type TypedTransaction } from '@ethereumjs/tx';
import {
  type Address,
  bigIntToBytes,
  calculateSigRecovery,
  concatBytes,
  SECP256K1_ORDER_DIV_2,
  setLengthLeft,
} from '@ethereumjs/util';

/** Who signed a transaction, for those where that is known. */
const senders = new WeakMap<TypedTransaction, Address>();

/**
 * Reads a signed transaction, whose sender and encoding are worked out once: the library recovers, hashes and encodes
 * whenever it is asked. The encoding is the library's own, not the given bytes. It belongs to the transaction: it must
 * not be written to.
 */
export function decodeSigned(given: Uint8Array, common: Common): TypedTransaction {
  const tx = createTxFromRLP(given, { common, freeze: false });
  const recover = tx.getSenderAddress.bind(tx);
  const getSenderAddress = () => {
    const known = senders.get(tx);
    if (known) return known;
    const sender = recover();
    senders.set(tx, sender);
    return sender;
  };
  const encode = tx.serialize.bind(tx);
  let encoded: Uint8Array | undefined;
  const serialize = () => {
    encoded ??= encode();
    return encoded;
  };
  Object.defineProperties(tx, {
    getSenderAddress: { value: getSenderAddress },
    serialize: { value: serialize },
  });
  Object.freeze(tx);
  return tx;
}

/** What the sender of a transaction is recovered from. */
export interface SignedHash {
  /** 32 bytes. */
  readonly hash: Uint8Array;
  /** r ‖ s, 64 bytes. */
  readonly signature: Uint8Array;
  readonly recovery: 0 | 1;
}

/** The signature of a transaction; undefined where it cannot be a good one, which `getSenderAddress` says in words. */
export function signedHashOf(tx: TypedTransaction): SignedHash | undefined {
  const { v, r, s } = tx;
  if (v === undefined || r === undefined || s === undefined || s > SECP256K1_ORDER_DIV_2) return undefined;
  // EIP-155: a legacy transaction may name its chain.
  const recovery = calculateSigRecovery(v, tx.type === 0 && v >= 35n ? tx.common.chainId() : undefined);
  if (recovery !== 0n && recovery !== 1n) return undefined;
  const word = (value: bigint) => setLengthLeft(bigIntToBytes(value), 32);
  return {
    hash: tx.getMessageToVerifySignature(),
    signature: concatBytes(word(r), word(s)),
    recovery: recovery === 1n ? 1 : 0,
  };
}

/** Notes who signed a transaction. @param sender what `getSenderAddress` would find */
export function rememberSender(tx: TypedTransaction, sender: Address): void {
  senders.set(tx, sender);
}
