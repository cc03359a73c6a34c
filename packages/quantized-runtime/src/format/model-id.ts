import { keccak_256 } from '@noble/hashes/sha3.js';

/** Rule F8: bytes of one chunk; with the STOP byte before it, the largest contract code (EIP-170). */
export const CHUNK_BYTES = 24_575;

const CONSTRUCTOR_TAIL = [0x80, 0x60, 0x0a, 0x3d, 0x39, 0x3d, 0xf3] as const;

function withStop(body: Uint8Array): Uint8Array {
  const code = new Uint8Array(1 + body.length);
  code.set(body, 1);
  return code;
}

/** Rule F9: the shortest constructor that returns `code`, at most 65,535 bytes of it. */
export function initcodeOf(code: Uint8Array): Uint8Array {
  if (code.length > 0xffff) throw new RangeError(`expected at most 65535 bytes of code, got ${code.length}`);
  const head = [0x61, code.length >> 8, code.length & 0xff, ...CONSTRUCTOR_TAIL];
  const initcode = new Uint8Array(head.length + code.length);
  initcode.set(head);
  initcode.set(code, head.length);
  return initcode;
}

/** The artefact cut into chunks (rule F8). Views, not copies. */
export function chunksOf(artefact: Uint8Array): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let begin = 0; begin < artefact.length; begin += CHUNK_BYTES) {
    chunks.push(artefact.subarray(begin, begin + CHUNK_BYTES));
  }
  return chunks;
}

/** Contract code of a chunk: `0x00 ‖ chunk`. */
export const chunkCode = (chunk: Uint8Array): Uint8Array => withStop(chunk);

/** `keccak256(initcode(0x00 ‖ chunk))`. */
export const chunkHash = (chunk: Uint8Array): Uint8Array => keccak_256(initcodeOf(chunkCode(chunk)));

/** Contract code of a model's manifest: `0x00 ‖ uint32(length) ‖ chunk hashes`, big endian. */
export function manifestCode(length: number, chunkHashes: readonly Uint8Array[]): Uint8Array {
  const body = new Uint8Array(4 + 32 * chunkHashes.length);
  new DataView(body.buffer).setUint32(0, length);
  chunkHashes.forEach((hash, index) => {
    body.set(hash, 4 + 32 * index);
  });
  return withStop(body);
}

/** The 32 bytes that name a model (rule F8): `keccak256(initcode(manifest))`. */
export function modelId(artefact: Uint8Array): Uint8Array {
  return keccak_256(initcodeOf(manifestCode(artefact.length, chunksOf(artefact).map(chunkHash))));
}
