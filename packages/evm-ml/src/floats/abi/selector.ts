import { keccak_256 } from '@noble/hashes/sha3.js';

/** The first four bytes of a signature's hash. */
export function selectorOf(signature: string): Uint8Array {
  return keccak_256(new TextEncoder().encode(signature)).subarray(0, 4);
}

/** A selector as a number, to look it up by. */
export function selectorKey(selector: Uint8Array): number {
  return selector.reduce((key, byte) => key * 256 + byte, 0);
}
