import { ELEMENT_TYPES } from '../element-types.ts';
import { LIMITS } from '../limits.ts';
import { refuse } from '../refuse.ts';
import type { ElementType, Shape } from '../values.ts';

const word = new DataView(new ArrayBuffer(8));
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What a program says of a tensor where it first names it. */
export interface DeclaredTensor {
  readonly type: ElementType;
  readonly shape: Shape;
}

/** Reads what ByteWriter wrote. Every count is bounded by the bytes that are left before anything is made of it. */
export class ByteReader {
  /** Tensors in the order of their first occurrence. Their names are their numbers. */
  readonly tensors: DeclaredTensor[] = [];
  readonly #texts: string[] = [];
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Bytes that were not read yet. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  natural(at: string): number {
    let value = 0;
    for (let scale = 1; scale <= 2 ** 49; scale *= 0x80) {
      const byte = this.#byte(at);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    return refuse('BadProgram', `${at} has more than 53 bits.`);
  }

  integer(at: string): number {
    const value = this.natural(at);
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** How many items follow, each of which takes a byte or more. */
  count(at: string): number {
    const count = this.natural(at);
    if (count > this.left)
      return refuse('Truncated', `${at} announces ${count} items, ${this.left} bytes follow.`);
    return count;
  }

  real(at: string): number {
    const count = this.#byte(at);
    if (count > 8) return refuse('BadProgram', `${at} has ${count} bytes; a number has at most 8.`);
    word.setBigUint64(0, 0n);
    for (let index = 0; index < count; index++) word.setUint8(index, this.#byte(at));
    return word.getFloat64(0);
  }

  text(at: string): string {
    const number = this.natural(at);
    if (number < this.#texts.length) return this.#texts[number]!;
    if (number > this.#texts.length) return refuse('NotCanonical', `${at} skips a text.`);
    const length = this.count(at);
    const text = this.#decodeText(this.#bytes.subarray(this.#at, this.#at + length), at);
    this.#at += length;
    this.#texts.push(text);
    return text;
  }

  /** The tensor's name: its number. */
  tensor(at: string): string {
    const number = this.natural(at);
    if (number > this.tensors.length) return refuse('NotCanonical', `${at} skips a tensor.`);
    if (number === this.tensors.length) this.tensors.push(this.#declaration(at));
    return String(number);
  }

  #declaration(at: string): DeclaredTensor {
    if (this.tensors.length === LIMITS.tensors) refuse('TooLarge', `More than ${LIMITS.tensors} tensors.`);
    const type =
      ELEMENT_TYPES[this.natural(at)] ?? refuse('BadProgram', `${at} has an unknown element type.`);
    const rank = this.natural(at);
    if (rank > LIMITS.rank)
      refuse('BadProgram', `${at} has ${rank} axes; at most ${LIMITS.rank} are allowed.`);
    const shape = Array.from({ length: rank }, () => this.natural(at));
    if (shape.some((size) => size < 1 || size > LIMITS.fileBytes)) {
      refuse('BadProgram', `${at} has a tensor of shape [${shape}].`);
    }
    return { type, shape };
  }

  #decodeText(bytes: Uint8Array, at: string): string {
    try {
      return utf8.decode(bytes);
    } catch {
      return refuse('BadProgram', `${at} is not UTF-8 text.`);
    }
  }

  #byte(at: string): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) return refuse('Truncated', `The program ends within ${at}.`);
    this.#at++;
    return byte;
  }
}
