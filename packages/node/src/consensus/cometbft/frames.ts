import { concatBytes } from '@ethereumjs/util';

/** What came over a socket is no frame. The connection it came by is of no use any more. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

/** Bytes of the longest length that is read: 5 times 7 bits hold every bound that makes sense. */
const longestPrefix = 5;

/** A message as the socket protocol of ABCI sends it: its length as an unsigned varint, then itself. */
export function encodeFrame(message: Uint8Array): Uint8Array {
  const prefix: number[] = [];
  let rest = message.length;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) prefix.push((rest % 0x80) | 0x80);
  return concatBytes(Uint8Array.of(...prefix, rest), message);
}

/**
 * Cuts what arrives into messages, in order. It holds what has arrived of one message and nothing that was only
 * announced: a length costs no memory.
 * @param maxBytes the longest message that is read
 * @throws FrameError for a longer one, as soon as its length is known; for a length that does not end; for an end in
 *   the middle of a message
 */
export async function* readFrames(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Uint8Array, void> {
  const buffer = new Buffered();
  let length: number | undefined;
  for await (const chunk of chunks) {
    buffer.add(chunk);
    for (;;) {
      length ??= readLength(buffer, maxBytes);
      if (length === undefined || buffer.length < length) break;
      yield buffer.take(length);
      length = undefined;
    }
  }
  if (length !== undefined || buffer.length > 0)
    throw new FrameError('the connection ended in the middle of a message');
}

/** The length before a message, taken off the buffer; undefined while it has not arrived whole. */
function readLength(buffer: Buffered, maxBytes: number): number | undefined {
  let [length, scale] = [0, 1];
  for (let at = 0; at < longestPrefix; at++) {
    const byte = buffer.at(at);
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * scale;
    scale *= 0x80;
    if (byte >= 0x80) continue;
    if (length > maxBytes)
      throw new FrameError(
        `a message of ${length} bytes is announced, more than the ${maxBytes} that are read`,
      );
    buffer.take(at + 1);
    return length;
  }
  throw new FrameError('the length of a message does not end');
}

/** Bytes that wait to be cut: chunks as they came, put together once, when a message is whole. */
class Buffered {
  length = 0;
  private chunks: Uint8Array[] = [];

  add(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    // What a socket gives are Buffers, whose slices are no copies: a transaction would keep its chunk alive.
    this.chunks.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length));
    this.length += chunk.length;
  }

  /** One byte by its place; the prefix of a message lies in its first chunks. */
  at(place: number): number | undefined {
    let rest = place;
    for (const chunk of this.chunks) {
      if (rest < chunk.length) return chunk[rest];
      rest -= chunk.length;
    }
    return undefined;
  }

  /** Takes the first bytes off. There must be so many. */
  take(count: number): Uint8Array {
    const taken: Uint8Array[] = [];
    let missing = count;
    let used = 0;
    while (missing > 0) {
      const chunk = this.chunks[used]!;
      taken.push(chunk.subarray(0, missing));
      if (chunk.length > missing) {
        this.chunks[used] = chunk.subarray(missing);
        break;
      }
      missing -= chunk.length;
      used++;
    }
    this.chunks.splice(0, used);
    this.length -= count;
    return taken.length === 1 ? taken[0]! : concatBytes(...taken);
  }
}
