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

/** Recovery by libsecp256k1 in WebAssembly: about 5 times as fast as the plain one. */
export async function loadWasmRecover(): Promise<RecoverPublicKey> {
  const { recover } = await import('tiny-secp256k1');
  return (signature, recovery, hash) => {
    const key = recover(hash, signature, bit(recovery), false);
    if (!key) throw new Error('no key could have made this signature');
    return key.slice(1);
  };
}

/** What is used of the native module. Its main entry would fall back to another library where it is not built. */
interface NativeSecp256k1 {
  ecdsaRecover(signature: Uint8Array, recovery: number, hash: Uint8Array, compressed: boolean): Uint8Array;
}

/** The same library as machine code: about 5 times as fast as WebAssembly. @throws where there is none for this machine */
export async function loadNativeRecover(): Promise<RecoverPublicKey> {
  const module: { default: NativeSecp256k1 } = await import(native);
  return (signature, recovery, hash) =>
    module.default.ecdsaRecover(signature, bit(recovery), hash, false).slice(1);
}

const native: string = 'secp256k1/bindings.js';

function bit(recovery: number): 0 | 1 {
  if (recovery === 0 || recovery === 1) return recovery;
  throw new Error(`expected a recovery of 0 or 1, got ${recovery}`);
}

/** The fastest recovery that loads here. */
export const createRecover = (): Promise<RecoverPublicKey> =>
  loadNativeRecover()
    .catch(loadWasmRecover)
    .catch(() => recoverWithNoble);
