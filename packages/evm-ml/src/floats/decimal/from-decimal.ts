import { type FloatFormat, type FloatResult, infinityOf, zeroOf } from '../format.ts';
import { exactly } from '../operations/nan.ts';
import { encodeRatio } from '../operations/quotient.ts';
import type { RoundingMode } from '../rounding.ts';
import type { Decimal } from './parse-decimal.ts';

/** The number that a decimal denotes, rounded once from its exact value. */
export function fromDecimal(format: FloatFormat, decimal: Decimal, mode: RoundingMode): FloatResult {
  if (decimal.class === 'nan') return exactly(format.nan);
  if (decimal.class === 'infinite') return exactly(infinityOf(format, decimal.negative));
  const { negative, digits, exponent } = decimal;
  if (digits === 0n) return exactly(zeroOf(format, negative));
  const power = 10n ** BigInt(Math.abs(exponent));
  const ratio =
    exponent >= 0
      ? { negative, numerator: digits * power, denominator: 1n, exponent: 0 }
      : { negative, numerator: digits, denominator: power, exponent: 0 };
  return encodeRatio(format, ratio, mode);
}
