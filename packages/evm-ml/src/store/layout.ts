import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, concatHex, type Hex, hexToBytes, toHex } from 'viem';
import { MODEL_STORE_ADDRESS } from '../addresses.ts';

/** STOP and the artefact's length; chunk hashes follow. Rule P3. */
export const MANIFEST_HEADER_LENGTH = 5;
export const HASH_LENGTH = 32;

/** Different salts keep a chunk from posing as a manifest. Rules P2, P3. */
const SALT = { chunk: toHex(0n, { size: 32 }), manifest: toHex(1n, { size: 32 }) } as const;

type Keccak = (bytes: Uint8Array) => Uint8Array;

/** Where the store puts a chunk, or a manifest, of this hash: the address of CREATE2 (EIP-1014). */
export function storedAddress(kind: keyof typeof SALT, hash: Hex, keccak: Keccak = keccak_256): Hex {
  const digest = keccak(hexToBytes(concatHex(['0xff', MODEL_STORE_ADDRESS, SALT[kind], hash])));
  return bytesToHex(digest.subarray(12));
}

/** Bytes of an artefact's header: the first eight say it, little endian (rule G3). Not more than follow them. */
export function headerBytesOf(artefact: Uint8Array): number {
  if (artefact.length < 8) return 0;
  const announced = new DataView(artefact.buffer, artefact.byteOffset).getBigUint64(0, true);
  const left = artefact.length - 8;
  return announced < BigInt(left) ? Number(announced) : left;
}
