/** ABI words: 32 bytes, big endian; negative numbers in two's complement. */
export const WORD = 32;

/** The word at byte `offset`, unsigned. Throws RangeError past the end. */
export function readWord(view: DataView, offset: number): bigint {
  let word = 0n;
  for (let at = offset; at < offset + WORD; at += 8) word = (word << 64n) | view.getBigUint64(at);
  return word;
}

/** The word at byte `offset`, signed. Throws RangeError past the end. */
export function readSigned(view: DataView, offset: number): bigint {
  const high = view.getBigInt64(offset);
  const mid = view.getBigUint64(offset + 8);
  const low = (view.getBigUint64(offset + 16) << 64n) | view.getBigUint64(offset + 24);
  // Numbers of everyday size are a sign extension of the lower half.
  if (high === 0n && mid === 0n) return low;
  return (((high << 64n) | mid) << 128n) | low;
}

/** Writes an integer at byte `offset`, modulo 2^256. */
export function writeWord(view: DataView, offset: number, value: bigint): void {
  view.setBigInt64(offset, value >> 192n);
  view.setBigInt64(offset + 8, value >> 128n);
  view.setBigInt64(offset + 16, value >> 64n);
  view.setBigInt64(offset + 24, value);
}

/** The signed integer that a word holds. */
export function toSigned(word: bigint): bigint {
  return BigInt.asIntN(256, word);
}

/** Bytes that so many bytes take, padded to whole words. */
export function padded(length: number): number {
  return Math.ceil(length / WORD) * WORD;
}
