import { keccak_256 } from '@noble/hashes/sha3.js';
import { createKeccak } from 'hash-wasm';

/** Hashes bytes to 32 bytes. */
export type Keccak256 = (message: Uint8Array) => Uint8Array;

/** Keccak-256 in WebAssembly (about 18 times noble on 32 bytes); noble where WebAssembly will not load. */
export async function createKeccak256(): Promise<Keccak256> {
  try {
    const hasher = await createKeccak(256);
    return (message) => hasher.init().update(message).digest('binary');
  } catch {
    return keccak_256;
  }
}
