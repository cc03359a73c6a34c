import { floorDivide, type InputPort, rationalOf, type Value } from '@evm-ml/quantized-runtime';
import { SolidityError } from './solidity-error.ts';

/** Units of 1e-18 in one. */
const ONE = 10n ** 18n;

/** Numbers in the contract have 256 bits; this leaves room for a sign and a product. */
const LIMIT = 1n << 254n;

/** A finite binary64 number as `numerator / 2^power`, power >= 0. */
function dyadic(x: number): { readonly numerator: bigint; readonly power: bigint } {
  if (!Number.isFinite(x)) throw new SolidityError('A port has a scale or offset that is not finite.');
  const { numerator, bits } = rationalOf(x);
  return { numerator, power: bits };
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? (a < 0n ? -a : a) : greatestCommonDivisor(b, a % b);
}

/**
 * Rule N13, into the network: `low + floor((n * factor + term) / divisor)` for n clamped to [least, most], every
 * intermediate non-negative.
 */
export interface InputCode {
  readonly least: bigint;
  readonly most: bigint;
  readonly factor: bigint;
  readonly term: bigint;
  readonly divisor: bigint;
}

export function inputCode(scale: number, offset: number, zero: number, low: number, high: number): InputCode {
  const o = dyadic(offset);
  const s = dyadic(scale);
  // t = (n / 1e18 - offset) / scale + 1/2 + zero - low, over one denominator.
  let divisor = (2n * ONE * s.numerator) << o.power;
  let factor = 2n << (o.power + s.power);
  let term =
    BigInt(2 * (zero - low) + 1) * ((ONE * s.numerator) << o.power) - ((2n * o.numerator * ONE) << s.power);
  const common = greatestCommonDivisor(greatestCommonDivisor(divisor, factor), term);
  [divisor, factor, term] = [divisor / common, factor / common, term / common];

  if (factor > divisor) throw new SolidityError(`An input's scale ${scale} is finer than 1e-18.`);
  const least = ceilDivide(-term, factor);
  const most = floorDivide(BigInt(high - low + 1) * divisor - 1n - term, factor);
  const largest = [least, most, least * factor, most * factor, term, divisor];
  if (largest.some((number) => number >= LIMIT || number <= -LIMIT)) {
    throw new SolidityError(`An input's scale ${scale} and offset ${offset} need more than 256 bits.`);
  }
  return { least, most, factor, term, divisor };
}

/** Rule N13, out of the network: `((q - zero) * factor + half) >> shift` in units of 1e-18. */
export interface OutputCode {
  readonly factor: bigint;
  readonly half: bigint;
  readonly shift: bigint;
}

export function outputCode({ scale }: Value): OutputCode {
  const { numerator, power } = dyadic(scale);
  const factor = 2n * numerator * ONE;
  if (factor >= LIMIT >> 34n || power > 250n) {
    throw new SolidityError(`An output's scale ${scale} needs more than 256 bits.`);
  }
  return { factor, half: 1n << power, shift: power + 1n };
}

/** One code for each index of the last axis, or one for all. */
export function inputCodes(port: InputPort, value: Value, low: number, high: number): InputCode[] {
  const count = Math.max(port.scale.length, port.offset.length);
  return Array.from({ length: count }, (_, i) =>
    inputCode(
      port.scale[i % port.scale.length]!,
      port.offset[i % port.offset.length]!,
      value.zero,
      low,
      high,
    ),
  );
}

function ceilDivide(a: bigint, b: bigint): bigint {
  return -floorDivide(-a, b);
}
