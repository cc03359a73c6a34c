import { bitLength } from './bit-length.ts';
import { Flag } from './flags.ts';
import { type FloatFormat, type FloatResult, infinityOf, largestOf, zeroOf } from './format.ts';
import { type Discarded, Rounding, type RoundingMode, roundMagnitude } from './rounding.ts';

/** A real number other than zero, exact or known to lie strictly between two neighbours. */
export interface Magnitude {
  readonly negative: boolean;
  /** Positive. */
  readonly significand: bigint;
  readonly exponent: number;
  /**
   * True: the magnitude lies strictly between `significand` and `significand + 1` units of `2^exponent`.
   * Then the significand has at least `precision + 2` bits, so that the unknown part is far below half.
   */
  readonly sticky: boolean;
}

/** Rounds once, to the neighbour that the mode asks for, and says which exceptions that signals. */
export function encode(format: FloatFormat, value: Magnitude, mode: RoundingMode): FloatResult {
  const { precision, minExponent } = format;
  const leading = bitLength(value.significand) - 1 + value.exponent;
  const subnormal = leading < minExponent;
  const quantum = Math.max(leading, minExponent) - (precision - 1);
  const { rounded, inexact } = cut(value, quantum, mode);

  // Exponent and fraction are neighbours in the encoding: a carry out of the fraction needs no case.
  const steps = BigInt(quantum - (minExponent - precision + 1));
  const magnitude = rounded + (steps << BigInt(precision - 1));
  if (magnitude > largestOf(format, false)) return overflow(format, value.negative, mode);

  let flags = inexact ? Flag.inexact : 0;
  if (inexact && subnormal && isTiny(format, value, leading, mode)) flags |= Flag.underflow;
  return { bits: zeroOf(format, value.negative) | magnitude, flags };
}

/** Tininess after rounding (IEEE 754-2019, 7.5 a): below `2^minExponent` were the exponent unbounded. */
function isTiny(format: FloatFormat, value: Magnitude, leading: number, mode: RoundingMode): boolean {
  if (leading < format.minExponent - 1) return true;
  const { rounded } = cut(value, leading - (format.precision - 1), mode);
  return rounded < 1n << BigInt(format.precision);
}

/** The magnitude in units of `2^quantum`, rounded. */
function cut(
  value: Magnitude,
  quantum: number,
  mode: RoundingMode,
): { readonly rounded: bigint; readonly inexact: boolean } {
  const shift = BigInt(quantum - value.exponent);
  if (shift <= 0n) return { rounded: value.significand << -shift, inexact: false };
  const kept = value.significand >> shift;
  const discarded = classify(value.significand - (kept << shift), 1n << (shift - 1n), value.sticky);
  return { rounded: roundMagnitude(kept, discarded, value.negative, mode), inexact: discarded !== 'none' };
}

function classify(remainder: bigint, half: bigint, sticky: boolean): Discarded {
  if (remainder > half) return 'above';
  if (remainder === half) return sticky ? 'above' : 'half';
  return remainder === 0n && !sticky ? 'none' : 'below';
}

function overflow(format: FloatFormat, negative: boolean, mode: RoundingMode): FloatResult {
  const flags = Flag.overflow | Flag.inexact;
  const away =
    mode === Rounding.nearestEven ||
    mode === Rounding.nearestAway ||
    mode === (negative ? Rounding.downward : Rounding.upward);
  return { bits: away ? infinityOf(format, negative) : largestOf(format, negative), flags };
}
