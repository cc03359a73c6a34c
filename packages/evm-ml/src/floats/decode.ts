import type { FloatFormat } from './format.ts';

/** `(-1)^negative * significand * 2^exponent`; zero has significand 0. */
export interface Finite {
  readonly class: 'finite';
  readonly negative: boolean;
  readonly significand: bigint;
  readonly exponent: number;
}

export interface Infinite {
  readonly class: 'infinite';
  readonly negative: boolean;
}

export interface NotANumber {
  readonly class: 'nan';
  /** Signaling NaNs have a clear first fraction bit (IEEE 754-2019, 6.2.1). */
  readonly signaling: boolean;
}

export type Decoded = Finite | Infinite | NotANumber;

/** What the bits of a number stand for; exact. */
export function decode(format: FloatFormat, bits: bigint): Decoded {
  const fractionBits = BigInt(format.precision - 1);
  const fraction = bits & ((1n << fractionBits) - 1n);
  const negative = bits >> BigInt(format.width - 1) === 1n;
  const biased = Number((bits >> fractionBits) & BigInt(2 * format.maxExponent + 1));
  if (biased === 2 * format.maxExponent + 1) {
    if (fraction === 0n) return { class: 'infinite', negative };
    return { class: 'nan', signaling: fraction >> (fractionBits - 1n) === 0n };
  }
  const exponent = Math.max(biased, 1) - format.maxExponent - (format.precision - 1);
  const significand = biased === 0 ? fraction : fraction | (1n << fractionBits);
  return { class: 'finite', negative, significand, exponent };
}
