import { secp256k1 as noble } from '@noble/curves/secp256k1.js';

/**
 * Recovers the 64-byte public key of a signature.
 * @param signature r ‖ s, 64 bytes
 * @param recovery 0 or 1
 * @param hash 32 bytes that were signed
 * @throws when no key could have made this signature
 */
export type RecoverPublicKey = (signature: Uint8Array, recovery: number, hash: Uint8Array) => Uint8Array;

/** Recovery in plain JavaScript. */
export const recoverWithNoble: RecoverPublicKey = (signature, recovery, hash) =>
  noble.Signature.fromBytes(signature)
    .addRecoveryBit(recovery)
    .recoverPublicKey(hash)
    .toBytes(false)
    .slice(1);

/** Recovery by libsecp256k1 (about 19 times noble); noble where the native module will not load. */
export async function createRecover(): Promise<RecoverPublicKey> {
  try {
    // The package's main entry falls back to a JavaScript library that is no longer kept; its bindings throw instead.
    const { default: native } = await import('secp256k1/bindings.js');
    return (signature, recovery, hash) => native.ecdsaRecover(signature, recovery, hash, false).slice(1);
  } catch {
    return recoverWithNoble;
  }
}
