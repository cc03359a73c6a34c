/** Prices, rule E6: 1 gas buys about 10 ns on the reference machine. All include reading and writing the ABI. */
export const FLOATS_GAS = {
  /** A call that is refused while its arguments are read; the floor. */
  refused: 200,
  /** Comparison, conversion, and what costs one exact operation of a few words. */
  simple: 300,
  /** Products, quotients, roots, sums, remainders. */
  arithmetic: 400,
  /** exp, ln, tanh, sigmoid. */
  elementary: 1600,
  /** Shortest decimal text. */
  shortest: 1000,
  /** Decimal text of a number of digits: fixed part, and for each digit. */
  digits: 400,
  perDigit: 4,
  /** Number from a text: fixed part, and for each character. */
  text: 500,
  perCharacter: 2,
} as const;
