import { InputError } from '../errors.ts';
import type { ElementType } from '../graph/graph.ts';
import { fixedToBinary32 } from './binary32.ts';
import { FIXED_ONE, type Rational, rationalOf, realToFixed, roundDivide, roundShift } from './rational.ts';

/** Numbers of a port to the integers (or binary32 numbers) that the graph works on, rule N13. */
export interface Encoder {
  /** From units of 1e-18. `index`: the number's place within an example of the port; default 0. */
  fixed(number: bigint, index?: number): number;
  /** From binary64: the same as `fixed(realToFixed(number), index)`. */
  real(number: number, index?: number): number;
}

function clampBig(value: bigint, low: number, high: number): number {
  if (value < BigInt(low)) return low;
  if (value > BigInt(high)) return high;
  return Number(value);
}

function expectNumber(number: number): void {
  if (Number.isNaN(number)) throw new InputError('InputOutOfRange', 'Expected a number, got NaN.');
}

/** Beyond this every input is far outside of any range; keeps BigInt work bounded. */
const HUGE = 2 ** 400;
const within = (number: number): number => Math.max(-HUGE, Math.min(HUGE, number));

/**
 * clamp(floor((x - offset) / scale + 1/2) + zero), exact. Scales and offsets are taken in turn, over and over. Nothing is
 * kept for each of them: a program may name millions.
 */
export function createIntegerEncoder(
  scales: readonly number[],
  offsets: readonly number[],
  zero: number,
  low: number,
  high: number,
): Encoder {
  const exactly = (number: bigint, scale: number, offset: number): number => {
    const step: Rational = rationalOf(scale);
    const origin: Rational = rationalOf(offset);
    // (n / 1e18 - on / od) / (sn / sd) = (n * od - on * 1e18) * sd / (1e18 * od * sn)
    const denominator = FIXED_ONE * origin.denominator * step.numerator;
    const numerator = (number * origin.denominator - origin.numerator * FIXED_ONE) * step.denominator;
    return clampBig(roundDivide(numerator, denominator) + BigInt(zero), low, high);
  };
  // The quotient in binary64 with a bound of its error: `away` is how far x may lie from the exact number;
  // subtraction and division each round once. Where both ends of the interval come out alike, so does the exact
  // quotient between them. NaN: they do not.
  const nearly = (x: number, away: number, scale: number, offset: number): number => {
    const near = (x - offset) / scale;
    const error = Math.abs(near) * 2 ** -50 + away / scale;
    const lower = Math.min(high, Math.max(low, Math.floor(near - error + 0.5) + zero));
    const upper = Math.min(high, Math.max(low, Math.floor(near + error + 0.5) + zero));
    return lower === upper ? lower : Number.NaN;
  };
  const scaleOf = (index: number): number => scales[index % scales.length]!;
  const offsetOf = (index: number): number => offsets[index % offsets.length]!;
  return {
    fixed(number, index = 0) {
      const [scale, offset] = [scaleOf(index), offsetOf(index)];
      const x = Number(number) * 1e-18;
      // Three roundings of at most 2^-53 each.
      const quick = nearly(x, Math.abs(x) * 2 ** -51, scale, offset);
      return Number.isNaN(quick) ? exactly(number, scale, offset) : quick;
    },
    real(number, index = 0) {
      expectNumber(number);
      const [scale, offset] = [scaleOf(index), offsetOf(index)];
      // x moves by at most 5e-19 on its way to a multiple of 1e-18.
      const quick = nearly(number, 1e-18, scale, offset);
      return Number.isNaN(quick) ? exactly(realToFixed(within(number)), scale, offset) : quick;
    },
  };
}

/** Whole numbers in [0, limit). */
export function createIndexEncoder(limit: number): Encoder {
  const refuseIndex = (shown: string): never => {
    throw new InputError('InputOutOfRange', `Expected a whole number from 0 to ${limit - 1}, got ${shown}.`);
  };
  return {
    fixed(number) {
      const whole = number / FIXED_ONE;
      if (whole * FIXED_ONE !== number || whole < 0n || whole >= BigInt(limit)) {
        return refuseIndex(String(Number(number) / 1e18));
      }
      return Number(whole);
    },
    real(number) {
      if (Number.isNaN(number)) return refuseIndex('NaN');
      return this.fixed(realToFixed(within(number)));
    },
  };
}

/** The nearest binary32 number. */
export const FLOAT_ENCODER: Encoder = {
  fixed: fixedToBinary32,
  real(number) {
    expectNumber(number);
    // Where the nearest binary32 number is the same for everything within the rounding to 1e-18, it is the answer.
    const margin = 1e-18 + Math.abs(number) * 2 ** -52;
    const least = Math.fround(number - margin);
    const most = Math.fround(number + margin);
    return least === most && Number.isFinite(least) ? least : fixedToBinary32(realToFixed(within(number)));
  },
};

/** What is not finite leaves as the ends of int256, so that it cannot be mistaken for a number. */
export const FIXED_LIMIT = 2n ** 255n - 1n;

/** Elements to units of 1e-18, rule N13: floor((q - zero) * scale * 1e18 + 1/2). */
export function createFixedDecoder(
  type: ElementType,
  scale: number,
  zero: number,
): (element: number) => bigint {
  const { numerator, bits } = rationalOf(scale);
  const unit = numerator * FIXED_ONE;
  if (type !== 'f32') return (element) => roundShift(BigInt(element - zero) * unit, bits);
  return (element) => {
    if (Number.isNaN(element)) return -FIXED_LIMIT - 1n;
    if (element === Infinity) return FIXED_LIMIT;
    return element === -Infinity ? -FIXED_LIMIT : realToFixed(element);
  };
}
