const WORD = 32;

/** ABI encoding of one uint256. */
export function encodeUint(value: bigint): Uint8Array {
  const out = new Uint8Array(WORD);
  putInt(new DataView(out.buffer), 0, value);
  return out;
}

/** ABI encoding of one int256[]. */
export function encodeInts(values: readonly bigint[]): Uint8Array {
  const out = new Uint8Array(2 * WORD + values.length * WORD);
  const view = new DataView(out.buffer);
  view.setUint32(WORD - 4, WORD);
  view.setUint32(2 * WORD - 4, values.length);
  for (const [i, value] of values.entries()) putInt(view, (2 + i) * WORD, value);
  return out;
}

/** ABI encoding of one bytes value. */
export function encodeBytes(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(2 * WORD + Math.ceil(bytes.length / WORD) * WORD);
  const view = new DataView(out.buffer);
  view.setUint32(WORD - 4, WORD);
  view.setUint32(2 * WORD - 4, bytes.length);
  out.set(bytes, 2 * WORD);
  return out;
}

/** Two's complement, modulo 2^256. */
function putInt(view: DataView, at: number, value: bigint): void {
  view.setBigInt64(at, value >> 192n);
  view.setBigInt64(at + 8, value >> 128n);
  view.setBigInt64(at + 16, value >> 64n);
  view.setBigInt64(at + 24, value);
}
