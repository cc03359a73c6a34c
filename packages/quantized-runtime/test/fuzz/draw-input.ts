import { elementCount } from '../../src/graph/element-types.ts';
import type { Model } from '../../src/index.ts';
import type { Random } from '../support/random.ts';

const BYTES = { f32: 4, i32: 4, i16: 2, i8: 1, u8: 1 } as const;

/** Characters of one to four bytes, separators among them. */
const CHARACTERS = [...'aAbß\0\t ,é日👍'];

/** A text of at most `most` bytes, and 0xff behind it. */
export function drawText(random: Random, most: number): Uint8Array {
  const bytes = new Uint8Array(most).fill(0xff);
  const wanted = random.integer(0, most);
  for (let at = 0; at < wanted; ) {
    const next = new TextEncoder().encode(random.pick(CHARACTERS));
    if (at + next.length > most) break;
    bytes.set(next, at);
    at += next.length;
  }
  return bytes;
}

/** An input that the ports admit, with the ends of the range over-represented. */
export function drawInput({ graph, inputBytes }: Model, random: Random): Uint8Array {
  const bytes = new Uint8Array(inputBytes);
  const view = new DataView(bytes.buffer);
  let offset = 0;
  for (const { value, kind, limit } of graph.inputs) {
    const { shape, type } = graph.values[value]!;
    const count = elementCount(shape);
    if (kind === 'text') {
      bytes.set(drawText(random, count), offset);
      offset += count;
      continue;
    }
    for (let i = 0; i < count; i++) {
      if (kind === 'index') view.setInt32(offset, random.integer(0, limit - 1), true);
      else if (type === 'i16')
        view.setInt16(offset, random.pick([32767, -32767, random.integer(-32767, 32767)]), true);
      else if (type === 'f32') view.setInt32(offset, random.integer(-(2 ** 31), 2 ** 31 - 1), true);
      else view.setInt8(offset, random.pick([127, -128, random.integer(-128, 127)]));
      offset += BYTES[type];
    }
  }
  return bytes;
}
