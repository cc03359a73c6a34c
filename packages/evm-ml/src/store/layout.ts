import { MANIFEST_HEAD_BYTES } from '@evm-ml/quantized-runtime';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, concatHex, type Hex, hexToBytes, toHex } from 'viem';
import { MODEL_STORE_ADDRESS } from '../addresses.ts';

const HASH_LENGTH = 32;
const LENGTH_AT = 1;
const ORIGIN_AT = 5;

/** Different salts keep a chunk from posing as a manifest. Rules P2, P3. */
const SALT = { chunk: toHex(0n, { size: 32 }), manifest: toHex(1n, { size: 32 }) } as const;

export type Keccak = (bytes: Uint8Array) => Uint8Array;

/** Where the store puts a chunk, or a manifest, of this hash: the address of CREATE2 (EIP-1014). */
export function storedAddress(kind: keyof typeof SALT, hash: Hex, keccak: Keccak = keccak_256): Hex {
  const digest = keccak(hexToBytes(concatHex(['0xff', MODEL_STORE_ADDRESS, SALT[kind], hash])));
  return bytesToHex(digest.subarray(12));
}

/** What a manifest's code says (rule F8). */
export interface Manifest {
  /** Bytes of the content. */
  readonly length: number;
  /** Id of the origin; zero for none. */
  readonly originId: Hex;
  /** The content, if it lies in the manifest itself. */
  readonly inline?: Uint8Array;
  /** Where the content's chunks lie, in order; none if it lies in the manifest. */
  readonly chunkAddresses: readonly Hex[];
}

/** Reads the code of a manifest, which the store wrote: it is sound. Views, not copies. */
export function readManifest(code: Uint8Array, keccak: Keccak = keccak_256): Manifest {
  const view = new DataView(code.buffer, code.byteOffset, code.byteLength);
  const length = view.getUint32(LENGTH_AT);
  const originId = bytesToHex(code.subarray(ORIGIN_AT, ORIGIN_AT + HASH_LENGTH));
  const body = code.subarray(MANIFEST_HEAD_BYTES);
  // Longer content is never listed in as few bytes as it has.
  if (body.length === length) return { length, originId, inline: body, chunkAddresses: [] };
  const chunkAddresses = Array.from({ length: body.length / HASH_LENGTH }, (_, index) =>
    storedAddress('chunk', bytesToHex(body.subarray(index * HASH_LENGTH, (index + 1) * HASH_LENGTH)), keccak),
  );
  return { length, originId, chunkAddresses };
}
