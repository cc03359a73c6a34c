/** Prices, rule E6: 1 gas buys about 10 ns on the reference machine. All include reading and writing the ABI. */
export const FLOATS_GAS = {
  /** A call that is refused while its arguments are read; the floor. */
  refused: 500,
  /** Comparison. */
  compare: 300,
  /** Sums, products, quotients, roots, remainders, conversions. */
  arithmetic: 400,
  /** exp, ln, tanh, sigmoid. */
  elementary: 1600,
  /** Shortest decimal text. */
  shortest: 1200,
  /** Decimal text of a number of digits: fixed part, and for each digit. */
  digits: 500,
  perDigit: 4,
  /** Number from a text: fixed part, and for each character. */
  text: 500,
  perCharacter: 3,
} as const;
