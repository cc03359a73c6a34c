/** The longest text that is read: room for the 1,075 digits that name any midpoint of binary64 exactly. */
export const MAX_DECIMAL_LENGTH = 2048;

/** What a text denotes: `(-1)^negative * digits * 10^exponent`, an infinity or a NaN. */
export type Decimal =
  | {
      readonly class: 'finite';
      readonly negative: boolean;
      readonly digits: bigint;
      readonly exponent: number;
    }
  | { readonly class: 'infinite'; readonly negative: boolean }
  | { readonly class: 'nan' };

const NUMBER = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:e([+-]?\d+))?$/i;
const INFINITY = /^([+-]?)inf(?:inity)?$/i;
const NAN = /^[+-]?nan$/i;

/** Beyond these powers of ten every number overflows, or vanishes below the smallest, in both formats. */
const LARGEST_POWER = 400;

/**
 * Reads `1`, `-2.5`, `.5`, `6.02e23`, `inf`, `Infinity`, `nan` in either case. Undefined for anything else.
 * Powers of ten beyond 400 are cut to 400: no format and no rounding mode tells them apart.
 */
export function parseDecimal(text: string): Decimal | undefined {
  if (text.length > MAX_DECIMAL_LENGTH) return undefined;
  if (NAN.test(text)) return { class: 'nan' };
  const infinite = INFINITY.exec(text);
  if (infinite) return { class: 'infinite', negative: infinite[1] === '-' };
  const match = NUMBER.exec(text);
  if (!match) return undefined;

  const [, sign, whole = '', afterWhole = '', afterNothing = '', power = '0'] = match;
  const fraction = afterWhole + afterNothing;
  const digits = (whole + fraction).replace(/^0+/, '');
  const negative = sign === '-';
  if (digits === '') return { class: 'finite', negative, digits: 0n, exponent: 0 };
  const exponent = Number(power) - fraction.length;
  const leading = exponent + digits.length - 1;
  if (Math.abs(leading) > LARGEST_POWER) {
    return { class: 'finite', negative, digits: 1n, exponent: Math.sign(leading) * LARGEST_POWER };
  }
  return { class: 'finite', negative, digits: BigInt(digits), exponent };
}
