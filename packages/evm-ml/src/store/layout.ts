import { CHUNK_BYTES, MANIFEST_HASHES, MANIFEST_HEAD_BYTES } from '@evm-ml/quantized-runtime';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, concatHex, type Hex, hexToBytes, toHex } from 'viem';
import { MODEL_STORE_ADDRESS } from '../addresses.ts';

const HASH_LENGTH = 32;
const NOTHING = new Uint8Array(0);
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
  /** Hashes of the index that lists the content's chunks, in order; none if the manifest lists them, or needs not. */
  readonly indexHashes: Uint8Array;
  /** Hashes of the content's chunks, in order, if the manifest lists them; none if it holds the content. */
  readonly chunkHashes: Uint8Array;
}

/**
 * Where the chunks lie whose hashes follow each other in `hashes`, one after another: whoever pays for each address as it comes
 * never has more of them computed than is paid for.
 */
export function* listedAddresses(hashes: Uint8Array, keccak: Keccak = keccak_256): Generator<Hex> {
  for (let at = 0; at + HASH_LENGTH <= hashes.length; at += HASH_LENGTH) {
    yield storedAddress('chunk', bytesToHex(hashes.subarray(at, at + HASH_LENGTH)), keccak);
  }
}

/** Whether there is a manifest. Only the store writes where one may lie; a development chain can put other code there. */
export const isManifest = (code: Uint8Array): boolean => code.length > MANIFEST_HEAD_BYTES && code[0] === 0;

/** Reads the code of a manifest, which the store wrote: it is sound. Views, not copies. */
export function readManifest(code: Uint8Array): Manifest {
  const view = new DataView(code.buffer, code.byteOffset, code.byteLength);
  const length = view.getUint32(LENGTH_AT);
  const originId = bytesToHex(code.subarray(ORIGIN_AT, ORIGIN_AT + HASH_LENGTH));
  const body = code.subarray(MANIFEST_HEAD_BYTES);
  // Longer content is never listed in as few bytes as it has.
  if (body.length === length) {
    return { length, originId, inline: body, indexHashes: NOTHING, chunkHashes: NOTHING };
  }
  const isIndexed = Math.ceil(length / CHUNK_BYTES) > MANIFEST_HASHES;
  const [indexHashes, chunkHashes] = isIndexed ? [body, NOTHING] : [NOTHING, body];
  return { length, originId, indexHashes, chunkHashes };
}
