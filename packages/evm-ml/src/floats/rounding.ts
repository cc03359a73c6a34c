/** Rounding-direction attributes of IEEE 754-2019, section 4.3, numbered as in RISC-V's `frm`. */
export const Rounding = {
  nearestEven: 0,
  towardZero: 1,
  downward: 2,
  upward: 3,
  nearestAway: 4,
} as const;

export type RoundingMode = (typeof Rounding)[keyof typeof Rounding];

const MODES: readonly RoundingMode[] = Object.values(Rounding);

/** The mode with this number, or undefined. */
export function roundingMode(number: bigint): RoundingMode | undefined {
  return MODES.find((mode) => BigInt(mode) === number);
}

/** What is cut off when digits are dropped: nothing, less than half a unit, half, or more than half. */
export type Discarded = 'none' | 'below' | 'half' | 'above';

type Increment = (negative: boolean, odd: boolean, discarded: Discarded) => boolean;

/** Whether the magnitude grows by one unit, for a part that is not `none`. */
const INCREMENTS: Readonly<Record<RoundingMode, Increment>> = {
  [Rounding.nearestEven]: (_, odd, discarded) => discarded === 'above' || (discarded === 'half' && odd),
  [Rounding.towardZero]: () => false,
  [Rounding.downward]: (negative) => negative,
  [Rounding.upward]: (negative) => !negative,
  [Rounding.nearestAway]: (_negative, _odd, discarded) => discarded !== 'below',
};

/** `kept`, the digits that stay, rounded: `kept` or `kept + 1`. */
export function roundMagnitude(
  kept: bigint,
  discarded: Discarded,
  negative: boolean,
  mode: RoundingMode,
): bigint {
  if (discarded === 'none') return kept;
  return INCREMENTS[mode](negative, (kept & 1n) === 1n, discarded) ? kept + 1n : kept;
}

/** `numerator / denominator` (both positive) cut to an integer, and what was cut off. */
export function divideMagnitude(
  numerator: bigint,
  denominator: bigint,
): { readonly quotient: bigint; readonly discarded: Discarded } {
  const quotient = numerator / denominator;
  const remainder = numerator - quotient * denominator;
  if (remainder === 0n) return { quotient, discarded: 'none' };
  const twice = remainder << 1n;
  return { quotient, discarded: twice === denominator ? 'half' : twice < denominator ? 'below' : 'above' };
}
