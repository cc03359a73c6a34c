import { keccak_256 } from '@noble/hashes/sha3.js';

export const SELECTOR_LENGTH = 4;

/** The first four bytes of a signature's hash. */
export function selectorOf(signature: string): Uint8Array {
  return keccak_256(new TextEncoder().encode(signature)).subarray(0, SELECTOR_LENGTH);
}

/** The selector that calldata begins with, as a number to look it up by. Throws RangeError below four bytes. */
export function selectorKey(calldata: Uint8Array): number {
  return new DataView(calldata.buffer, calldata.byteOffset, calldata.byteLength).getUint32(0);
}

/** A selector's number as the word that the ABI makes of a bytes4. */
export function selectorWord(key: number): bigint {
  return BigInt(key) << 224n;
}
