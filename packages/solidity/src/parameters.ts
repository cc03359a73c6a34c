import { WORD } from './yul.ts';

/** Collects the constants of one layer: they are copied to memory together, to where `base` says, before it runs. */
export class Parameters {
  readonly #bytes: number[] = [];

  constructor(readonly base: number) {}

  get bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  get length(): number {
    return this.#bytes.length;
  }

  /** Appends at a multiple of 32 bytes; gives the address in memory. */
  add(bytes: Iterable<number>): number {
    while (this.#bytes.length % WORD !== 0) this.#bytes.push(0);
    const address = this.base + this.#bytes.length;
    for (const byte of bytes) this.#bytes.push(byte & 0xff);
    return address;
  }
}

/** `value` in `length` bytes, big endian, two's complement. */
export function bigEndian(value: number | bigint, length: number): number[] {
  const bits = BigInt.asUintN(8 * length, BigInt(value));
  return Array.from({ length }, (_, i) => Number((bits >> BigInt(8 * (length - 1 - i))) & 0xffn));
}
