/** The calldata does not encode the arguments that it should. */
export class AbiError extends Error {
  override readonly name = 'AbiError';
}

const WORD = 32;

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

  /** The argument at `index`, a uint256. */
  uint(index: number): bigint {
    const at = this.#inside(index * WORD, WORD);
    let value = 0n;
    for (let i = 0; i < WORD; i += 8) value = (value << 64n) | this.#view.getBigUint64(at + i);
    return value;
  }

  /** The argument at `index`, bytes or string. A view, not a copy. */
  bytes(index: number): Uint8Array {
    const { start, length } = this.#dynamic(index, 1);
    return this.data.subarray(start, start + length);
  }

  /** The argument at `index`, int256[]. */
  ints(index: number): bigint[] {
    const { start, length } = this.#dynamic(index, WORD);
    return Array.from({ length }, (_, i) => this.#int(start + i * WORD));
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

  #int(at: number): bigint {
    const high = this.#view.getBigInt64(at);
    const mid = this.#view.getBigUint64(at + 8);
    const low = (this.#view.getBigUint64(at + 16) << 64n) | this.#view.getBigUint64(at + 24);
    // Numbers of everyday size are a sign extension of the lower half.
    if (high === 0n && mid === 0n) return low;
    return (((high << 64n) | mid) << 128n) | low;
  }

  #inside(at: number, length: number): number {
    if (at + length > this.data.length) throw new AbiError('the data ends too early');
    return at;
  }
}
