import type { Keccak256 } from '../crypto/keccak.ts';
import { nibbleAt } from './nibbles.ts';
import type { Ref } from './node.ts';

const emptyString = 0x80;

/** Bytes that the header of an RLP string or list of so many bytes takes. */
const headerLength = (length: number): number =>
  length < 56 ? 1 : length < 0x100 ? 2 : length < 0x1_0000 ? 3 : length < 0x100_0000 ? 4 : 5;

/** Writes such a header; `offset` is 0x80 for a string, 0xc0 for a list. Returns where the content begins. */
function writeHeader(target: Uint8Array, at: number, length: number, offset: 0x80 | 0xc0): number {
  if (length < 56) {
    target[at] = offset + length;
    return at + 1;
  }
  const bytes = headerLength(length) - 1;
  target[at] = offset + 55 + bytes;
  for (let index = bytes; index > 0; index--) target[at + bytes - index + 1] = length >>> (8 * (index - 1));
  return at + 1 + bytes;
}

const stringLength = (bytes: Uint8Array): number =>
  bytes.length === 1 && bytes[0]! < emptyString ? 1 : headerLength(bytes.length) + bytes.length;

function writeString(target: Uint8Array, at: number, bytes: Uint8Array): number {
  if (bytes.length === 1 && bytes[0]! < emptyString) {
    target[at] = bytes[0]!;
    return at + 1;
  }
  const start = writeHeader(target, at, bytes.length, 0x80);
  target.set(bytes, start);
  return start + bytes.length;
}

/** RLP of a list of strings. */
export function encodeStrings(strings: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const each of strings) length += stringLength(each);
  const encoded = new Uint8Array(headerLength(length) + length);
  let at = writeHeader(encoded, 0, length, 0xc0);
  for (const each of strings) at = writeString(encoded, at, each);
  return encoded;
}

/** RLP of one string. */
export function encodeString(bytes: Uint8Array): Uint8Array {
  const encoded = new Uint8Array(stringLength(bytes));
  writeString(encoded, 0, bytes);
  return encoded;
}

/** Nibbles `from` to `to` of a key in the hex-prefix encoding of appendix C. */
function hexPrefix(key: Uint8Array, from: number, to: number, isLeaf: boolean): Uint8Array {
  const count = to - from;
  const odd = count & 1;
  const encoded = new Uint8Array(1 + (count >> 1));
  encoded[0] = (isLeaf ? 0x20 : 0) | (odd ? 0x10 | nibbleAt(key, from) : 0);
  for (let index = from + odd, at = 1; index < to; index += 2, at++)
    encoded[at] = (nibbleAt(key, index) << 4) | nibbleAt(key, index + 1);
  return encoded;
}

/** RLP of a leaf at `depth`: what is left of its key from there on, and its value. */
export const encodeLeaf = (key: Uint8Array, depth: number, value: Uint8Array): Uint8Array =>
  encodeStrings([hexPrefix(key, depth, 2 * key.length, true), value]);

/** RLP of a branch without a value of its own. */
export function encodeBranch(refs: readonly (Ref | undefined)[]): Uint8Array {
  let length = 1;
  for (const ref of refs) length += ref === undefined ? 1 : ref.length === 32 ? 33 : ref.length;
  const encoded = new Uint8Array(headerLength(length) + length);
  let at = writeHeader(encoded, 0, length, 0xc0);
  for (const ref of refs) {
    if (ref === undefined) encoded[at++] = emptyString;
    else if (ref.length === 32) at = writeString(encoded, at, ref);
    else {
      encoded.set(ref, at);
      at += ref.length;
    }
  }
  encoded[at] = emptyString;
  return encoded;
}

/** RLP of an extension over one branch; `prefix` has a nibble a byte. */
export function encodeExtension(prefix: Uint8Array, branch: Ref): Uint8Array {
  const packed = new Uint8Array((prefix.length + 1) >> 1);
  for (let index = 0; index < prefix.length; index++)
    packed[index >> 1]! |= (index & 1) === 0 ? prefix[index]! << 4 : prefix[index]!;
  const path = hexPrefix(packed, 0, prefix.length, false);
  if (branch.length === 32) return encodeStrings([path, branch]);
  // A node below 32 bytes lies in its parent as it is.
  const length = stringLength(path) + branch.length;
  const encoded = new Uint8Array(headerLength(length) + length);
  const at = writeString(encoded, writeHeader(encoded, 0, length, 0xc0), path);
  encoded.set(branch, at);
  return encoded;
}

/** What a parent holds of a node with this RLP. */
export const refOf = (rlp: Uint8Array, keccak256: Keccak256): Ref => (rlp.length < 32 ? rlp : keccak256(rlp));
