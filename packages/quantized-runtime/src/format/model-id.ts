import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes } from '@noble/hashes/utils.js';

/** Rule F8: bytes of one chunk; with the STOP byte before it, the largest contract code (EIP-170). */
export const CHUNK_BYTES = 24_575;

/** Bytes of a manifest before its body: STOP, the content's length, the origin's id (rule F8). */
export const MANIFEST_HEAD_BYTES = 1 + 4 + 32;

/** Content of at most so many bytes lies in the manifest itself. */
export const INLINE_BYTES = CHUNK_BYTES + 1 - MANIFEST_HEAD_BYTES;

/** Hashes that fit into a manifest: content of more chunks is listed in index chunks. */
export const MANIFEST_HASHES = Math.floor(INLINE_BYTES / 32);

/** Hashes that fit into an index chunk. */
export const INDEX_HASHES = Math.floor(CHUNK_BYTES / 32);

/** The origin of content that has none. */
export const NO_ORIGIN: Uint8Array = new Uint8Array(32);

const CONSTRUCTOR_TAIL = [0x80, 0x60, 0x0a, 0x3d, 0x39, 0x3d, 0xf3] as const;

/** Rule F9: the shortest constructor that returns `code`, at most 65,535 bytes of it. */
export function initcodeOf(code: Uint8Array): Uint8Array {
  if (code.length > 0xffff) throw new RangeError(`expected at most 65535 bytes of code, got ${code.length}`);
  const head = [0x61, code.length >> 8, code.length & 0xff, ...CONSTRUCTOR_TAIL];
  const initcode = new Uint8Array(head.length + code.length);
  initcode.set(head);
  initcode.set(code, head.length);
  return initcode;
}

/** Content cut into chunks (rule F8); none if it lies in its manifest. Views, not copies. */
export function chunksOf(content: Uint8Array): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  if (content.length <= INLINE_BYTES) return chunks;
  for (let begin = 0; begin < content.length; begin += CHUNK_BYTES) {
    chunks.push(content.subarray(begin, begin + CHUNK_BYTES));
  }
  return chunks;
}

/** Contract code of a chunk: `0x00 ‖ chunk`. */
export function chunkCode(chunk: Uint8Array): Uint8Array {
  const code = new Uint8Array(1 + chunk.length);
  code.set(chunk, 1);
  return code;
}

/** `keccak256(initcode(0x00 ‖ chunk))`. */
export const chunkHash = (chunk: Uint8Array): Uint8Array => keccak_256(initcodeOf(chunkCode(chunk)));

/** Contract code of a manifest: `0x00 ‖ uint32(length) ‖ origin ‖ body`, big endian. `parts`: the body. */
function manifestCode(length: number, origin: Uint8Array, parts: readonly Uint8Array[]): Uint8Array {
  const body = parts.reduce((sum, part) => sum + part.length, 0);
  const code = new Uint8Array(MANIFEST_HEAD_BYTES + body);
  new DataView(code.buffer).setUint32(1, length);
  code.set(origin, 5);
  let end = MANIFEST_HEAD_BYTES;
  for (const part of parts) {
    code.set(part, end);
    end += part.length;
  }
  return code;
}

/** Everything that the store needs to know of some content (rule F8). */
export interface Sealed {
  /** The 32 bytes that name it: `keccak256(initcode(manifest))`. */
  readonly id: Uint8Array;
  readonly manifest: Uint8Array;
  /** None if the content lies in the manifest. */
  readonly chunks: readonly HashedChunk[];
  /** What lists the chunks where the manifest cannot, and is listed there instead; mostly none. */
  readonly index: readonly HashedChunk[];
}

interface HashedChunk {
  readonly hash: Uint8Array;
  readonly bytes: Uint8Array;
}

const hashed = (bytes: Uint8Array): HashedChunk => ({ hash: chunkHash(bytes), bytes });

/** The hashes of chunks that a manifest has no room for, as chunks of their own. */
function indexOf(chunks: readonly HashedChunk[]): HashedChunk[] {
  if (chunks.length <= MANIFEST_HASHES) return [];
  const index: HashedChunk[] = [];
  for (let first = 0; first < chunks.length; first += INDEX_HASHES) {
    index.push(hashed(concatBytes(...chunks.slice(first, first + INDEX_HASHES).map(({ hash }) => hash))));
  }
  return index;
}

/** Content and the id of its origin to manifest, chunks, index and id. */
export function seal(content: Uint8Array, origin: Uint8Array = NO_ORIGIN): Sealed {
  const chunks = chunksOf(content).map(hashed);
  const index = indexOf(chunks);
  const listed = index.length === 0 ? chunks : index;
  const body = listed.length === 0 ? [content] : listed.map(({ hash }) => hash);
  const manifest = manifestCode(content.length, origin, body);
  return { id: keccak_256(initcodeOf(manifest)), manifest, chunks, index };
}

/** What convert writes: a network as a validator loads it, and where it came from. */
export interface Artefact {
  readonly model: Uint8Array;
  /** Left out: nothing tells where the network came from, and it cannot be turned into a Keras file again. */
  readonly origin?: Uint8Array;
}

/** The 32 bytes that name a model and its origin. */
export function modelId({ model, origin }: Artefact): Uint8Array {
  return seal(model, origin === undefined ? NO_ORIGIN : seal(origin).id).id;
}
