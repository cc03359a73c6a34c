import { latin1, utf8 } from '../../../abi/text.ts';
import { fromDecimal } from '../../decimal/from-decimal.ts';
import { type Decimal, MAX_DECIMAL_LENGTH, parseDecimal } from '../../decimal/parse-decimal.ts';
import { MAX_DECIMAL_DIGITS, toDecimal } from '../../decimal/to-decimal.ts';
import { toShortest } from '../../decimal/to-shortest.ts';
import type { FloatFormat } from '../../format.ts';
import { FLOATS_GAS } from '../../gas.ts';
import { type EntryPoint, parameterOf, returned, rounding, word } from '../entry-point.ts';
import { FloatsRevert } from '../errors.ts';

/** From and to decimal texts. */
export function decimalEntries(format: FloatFormat): EntryPoint[] {
  const float = parameterOf(format);
  return [
    {
      name: `fromString${format.width}`,
      parameters: ['text', 'rounding'],
      gas: ({ text }) => FLOATS_GAS.text + FLOATS_GAS.perCharacter * text.length,
      run: (args) => {
        const mode = rounding(args, 1);
        const decimal = readDecimal(args.text);
        if (!decimal) throw new FloatsRevert('InvalidDecimal');
        return returned(fromDecimal(format, decimal, mode));
      },
    },
    {
      name: `toString${format.width}`,
      parameters: [float],
      gas: () => FLOATS_GAS.shortest,
      run: (args) => [utf8(toShortest(format, word(args, 0)))],
    },
    {
      name: `toDecimal${format.width}`,
      parameters: [float, 'digits', 'rounding'],
      gas: (args) => {
        const digits = word(args, 1);
        // More digits are refused, at the price of the fixed part.
        return FLOATS_GAS.digits + (isAdmitted(digits) ? FLOATS_GAS.perDigit * Number(digits) : 0);
      },
      run: (args) => {
        const digits = word(args, 1);
        if (!isAdmitted(digits)) throw new FloatsRevert('InvalidDigits', digits);
        const { text, flags } = toDecimal(format, word(args, 0), Number(digits), rounding(args, 2));
        return [utf8(text), BigInt(flags)];
      },
    },
  ];
}

/** A text as it came in: bytes that are no ASCII are no part of any number. */
function readDecimal(text: Uint8Array): Decimal | undefined {
  return text.length <= MAX_DECIMAL_LENGTH ? parseDecimal(latin1(text)) : undefined;
}

function isAdmitted(digits: bigint): boolean {
  return digits >= 1n && digits <= BigInt(MAX_DECIMAL_DIGITS);
}
