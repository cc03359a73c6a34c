import { Inflate } from 'fflate';
import { refuse } from '../../graph/refuse.ts';

/** Deflated bytes that are looked at at once: they hold at most a thousand times as many. */
const STRIDE = 4096;

/** Undoes deflate (RFC 1951). Refuses what is not deflated, or holds more than `most` bytes, before it is all in memory. */
export function inflate(deflated: Uint8Array, most: number): Uint8Array {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const stream = new Inflate((piece) => {
    length += piece.length;
    if (length > most) refuse('TooLarge', `The origin holds more than ${most} bytes of text.`);
    pieces.push(piece);
  });
  try {
    for (let at = 0; at < deflated.length; at += STRIDE) {
      stream.push(deflated.subarray(at, at + STRIDE), at + STRIDE >= deflated.length);
    }
  } catch (cause) {
    // fflate's own errors carry a number; ours fly on.
    if (typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'number')
      return refuse('BadOrigin', 'The origin is not deflated data.');
    throw cause;
  }
  const bytes = new Uint8Array(length);
  let end = 0;
  for (const piece of pieces) {
    bytes.set(piece, end);
    end += piece.length;
  }
  return bytes;
}
