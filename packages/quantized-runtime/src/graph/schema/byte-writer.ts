import { ELEMENT_TYPES, typeOfData } from '../element-types.ts';
import { refuse } from '../refuse.ts';
import type { Tensor } from '../values.ts';

const word = new DataView(new ArrayBuffer(8));

/** Writes a program's fields (rule F3). What occurs again is written as the number of its first occurrence. */
export class ByteWriter {
  readonly #tensors: ReadonlyMap<string, Tensor>;
  readonly #tensorNumbers = new Map<string, number>();
  readonly #textNumbers = new Map<string, number>();
  #bytes = new Uint8Array(1024);
  #length = 0;

  /** `tensors`: those that fields may name. */
  constructor(tensors: ReadonlyMap<string, Tensor>) {
    this.#tensors = tensors;
  }

  /** What was written so far. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Names of tensors in the order of their first occurrence. */
  get tensorNames(): readonly string[] {
    return [...this.#tensorNumbers.keys()];
  }

  /** 0 to 2^53 - 1: seven bits a byte, the lowest first, the top bit set on all but the last (LEB128). */
  natural(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.#byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.#byte(rest);
  }

  /** Whole numbers of either sign as naturals: 0, -1, 1, -2, 2 ... */
  integer(value: number): void {
    this.natural(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** A finite binary64 number, to the bit: how many bytes follow, then those bytes, big endian, without zeros at the end. */
  real(value: number): void {
    word.setFloat64(0, value);
    let count = 8;
    while (count > 0 && word.getUint8(count - 1) === 0) count--;
    this.#byte(count);
    for (let index = 0; index < count; index++) this.#byte(word.getUint8(index));
  }

  /** The number of its first occurrence; the text itself, as UTF-8 behind its length, where this is the first. */
  text(value: string): void {
    const known = this.#textNumbers.get(value);
    this.natural(known ?? this.#textNumbers.size);
    if (known !== undefined) return;
    this.#textNumbers.set(value, this.#textNumbers.size);
    const bytes = new TextEncoder().encode(value);
    this.natural(bytes.length);
    for (const byte of bytes) this.#byte(byte);
  }

  /** The number of its first occurrence; type and shape where this is the first. */
  tensor(name: string): void {
    const known = this.#tensorNumbers.get(name);
    this.natural(known ?? this.#tensorNumbers.size);
    if (known !== undefined) return;
    const tensor = this.#tensors.get(name) ?? refuse('BadTensor', `There is no tensor "${name}".`);
    this.#tensorNumbers.set(name, this.#tensorNumbers.size);
    this.natural(ELEMENT_TYPES.indexOf(typeOfData(tensor.data)));
    this.natural(tensor.shape.length);
    for (const size of tensor.shape) this.natural(size);
  }

  #byte(value: number): void {
    if (this.#length === this.#bytes.length) {
      const wider = new Uint8Array(2 * this.#bytes.length);
      wider.set(this.#bytes);
      this.#bytes = wider;
    }
    this.#bytes[this.#length++] = value;
  }
}
