import { padded, readSigned, readWord, WORD } from './words.ts';

/** The calldata does not encode the arguments that it should. */
export class AbiError extends Error {
  override readonly name = 'AbiError';
}

/**
 * Reads ABI-encoded arguments as Solidity's decoder does: offsets may point anywhere inside the data, padding and
 * trailing bytes are not looked at, anything outside is refused. Never copies more than the data holds.
 */
export class AbiReader {
  readonly #view: DataView;

  /** `data`: the arguments, without the selector. */
  constructor(readonly data: Uint8Array) {
    this.#view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  }

  /** The argument at `index`, one word. */
  uint(index: number): bigint {
    return readWord(this.#view, this.#inside(index * WORD, WORD));
  }

  /** The argument at `index`, bytes or string. A view, not a copy. */
  bytes(index: number): Uint8Array {
    const { start, length } = this.#dynamic(index, 1);
    return this.data.subarray(start, start + length);
  }

  /** The argument at `index`, int256[]. */
  ints(index: number): bigint[] {
    const { start, length } = this.#dynamic(index, WORD);
    return Array.from({ length }, (_, i) => readSigned(this.#view, start + i * WORD));
  }

  /**
   * Refuses what Solidity reads and never writes: of many encodings of `count` arguments only the one that `encode`
   * gives passes, with no byte besides and the only dynamic one, `bytes(0)`, if there is one, right behind the head.
   */
  expectCanonical(count: number, first?: Uint8Array): void {
    const head = count * WORD;
    const size = first === undefined ? head : head + WORD + padded(first.length);
    if (this.data.length !== size) throw new AbiError('there are bytes that encode nothing');
    if (first === undefined) return;
    if (this.#size(0) !== head) throw new AbiError('the tail is not where the head ends');
    const padding = this.data.subarray(head + WORD + first.length);
    if (padding.some((byte) => byte !== 0)) throw new AbiError('the padding is not zero');
  }

  /** Where the elements of a dynamic argument begin, and how many there are. */
  #dynamic(index: number, elementSize: number): { start: number; length: number } {
    const offset = this.#inside(this.#size(index * WORD), WORD);
    const length = this.#size(offset);
    const start = offset + WORD;
    this.#inside(start, length * elementSize);
    return { start, length };
  }

  /** A word that tells a position or a length. */
  #size(at: number): number {
    this.#inside(at, WORD);
    for (let i = 0; i < WORD - 4; i += 4) {
      if (this.#view.getUint32(at + i) !== 0) throw new AbiError('an offset or a length is too large');
    }
    return this.#view.getUint32(at + WORD - 4);
  }

  #inside(at: number, length: number): number {
    if (at + length > this.data.length) throw new AbiError('the data ends too early');
    return at;
  }
}
