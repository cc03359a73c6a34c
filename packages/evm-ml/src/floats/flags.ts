/** Exceptions of IEEE 754-2019, section 7, numbered as in RISC-V's `fflags`. A set is their sum. */
export const Flag = {
  inexact: 1,
  underflow: 2,
  overflow: 4,
  divideByZero: 8,
  invalid: 16,
} as const;
