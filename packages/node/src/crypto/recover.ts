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

/** Recovery by libsecp256k1 in WebAssembly, several times as fast; the plain one where it will not load. */
export async function createRecover(): Promise<RecoverPublicKey> {
  try {
    const { recover } = await import('tiny-secp256k1');
    return (signature, recovery, hash) => {
      if (recovery !== 0 && recovery !== 1) throw new Error(`expected a recovery of 0 or 1, got ${recovery}`);
      const key = recover(hash, signature, recovery, false);
      if (!key) throw new Error('no key could have made this signature');
      return key.slice(1);
    };
  } catch {
    return recoverWithNoble;
  }
}
