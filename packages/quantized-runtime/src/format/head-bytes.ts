/** A program's bytes begin with how many follow, and end with zeros up to a multiple of 8. */
export const LENGTH_BYTES = 4;
/** Bytes that a program of `length` bytes takes. */
export const padded = (length: number): number => Math.ceil((LENGTH_BYTES + length) / 8) * 8;

/**
 * How many of a model's first bytes hold its header and its program; undefined if `start`, its first bytes, do not tell
 * yet. Stands alone: pages that read a stored model load no decoder for it.
 */
export function headBytesOf(start: Uint8Array): number | undefined {
  if (start.length < 8) return undefined;
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const program = 8 + Number(view.getBigUint64(0, true));
  return start.length < program + LENGTH_BYTES ? undefined : program + padded(view.getUint32(program, true));
}
