import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, concatHex, type Hex, hexToBytes, keccak256, toHex } from 'viem';
import { MODEL_STORE_ADDRESS } from '../addresses.ts';

/** Bytes of a chunk; with the STOP before it, they fill the 24,576 bytes of EIP-170. Rule F8. */
export const CHUNK_LENGTH = 24_575;
/** Rule F10. */
export const MAX_ARTEFACT_LENGTH = 16 * 1024 * 1024;
/** STOP and the artefact's length; chunk hashes follow. Rule P3. */
export const MANIFEST_HEADER_LENGTH = 5;
export const HASH_LENGTH = 32;

/** Different salts keep a chunk from posing as a manifest. Rules P2, P3. */
const SALT = { chunk: toHex(0n, { size: 32 }), manifest: toHex(1n, { size: 32 }) } as const;

type Keccak = (bytes: Uint8Array) => Uint8Array;

/** The shortest constructor that returns `code`, rule F9. */
export function initcode(code: Uint8Array): Uint8Array {
  return hexToBytes(
    concatHex(['0x61', toHex(code.length, { size: 2 }), '0x80600a3d393df3', bytesToHex(code)]),
  );
}

/** The code that holds a chunk, rule P2. */
export function chunkCode(chunk: Uint8Array): Uint8Array {
  const code = new Uint8Array(1 + chunk.length);
  code.set(chunk, 1);
  return code;
}

/** The code that holds a manifest, rule P3. */
export function manifestCode(length: number, chunkHashes: readonly Hex[]): Uint8Array {
  return hexToBytes(concatHex(['0x00', toHex(length, { size: 4 }), ...chunkHashes]));
}

/** What names a piece of code in the store: the hash of its init code. */
export function codeHashOf(code: Uint8Array): Hex {
  return keccak256(initcode(code));
}

/** Cuts an artefact into chunks (views, not copies). */
export function splitChunks(artefact: Uint8Array): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let start = 0; start < artefact.length; start += CHUNK_LENGTH) {
    chunks.push(artefact.subarray(start, start + CHUNK_LENGTH));
  }
  return chunks;
}

/** Number of chunks of an artefact of this length. */
export function chunkCount(length: number): number {
  return Math.ceil(length / CHUNK_LENGTH);
}

/** Where the store puts a chunk, or a manifest, of this hash: the address of CREATE2 (EIP-1014). */
export function storedAddress(kind: keyof typeof SALT, hash: Hex, keccak: Keccak = keccak_256): Hex {
  const digest = keccak(hexToBytes(concatHex(['0xff', MODEL_STORE_ADDRESS, SALT[kind], hash])));
  return bytesToHex(digest.subarray(12));
}
