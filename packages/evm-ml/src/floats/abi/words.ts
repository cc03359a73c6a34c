/** ABI words: 32 bytes, big endian; negative numbers in two's complement. */
export const WORD = 32;

/** The word at byte `offset`, unsigned. Throws RangeError past the end. */
export function readWord(data: Uint8Array, offset: number): bigint {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let word = 0n;
  for (let at = offset; at < offset + WORD; at += 8) word = (word << 64n) | view.getBigUint64(at);
  return word;
}

/** Writes an integer of at most 256 bits, unsigned or negative, at byte `offset`. */
export function writeWord(data: Uint8Array, offset: number, value: bigint): void {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (let at = 0; at < WORD; at += 8) view.setBigUint64(offset + at, value >> BigInt(192 - 8 * at));
}

/** The signed integer that a word holds. */
export function toSigned(word: bigint): bigint {
  return BigInt.asIntN(256, word);
}

/** Bytes of a text's tail: its length, then its characters, padded to whole words. */
export function tailLength(characters: number): number {
  return WORD + Math.ceil(characters / WORD) * WORD;
}
