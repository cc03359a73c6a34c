import { parseUnits } from 'viem';
import { z } from 'zod';

/** Decimal places of the numbers that PREDICT takes and gives. */
export const decimalPlaces = 18;

/** A decimal number, as JSON number or as text; it comes out as an integer in units of 1e-18. */
export const decimal = z
  .union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)], 'expected a decimal number')
  .transform((value) => parseUnits(typeof value === 'number' ? toPlainDecimal(value) : value, decimalPlaces))
  .refine(
    (value) => BigInt.asIntN(256, value) === value,
    'expected a number that fits 256 bits with 18 decimals',
  );

/** Writes a binary64 number without an exponent, to 18 places. */
const toPlainDecimal = (value: number) =>
  Number.isInteger(value) ? BigInt(value).toString() : value.toFixed(decimalPlaces);
