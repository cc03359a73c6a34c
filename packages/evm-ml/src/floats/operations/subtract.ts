import type { FloatFormat, FloatResult } from '../format.ts';
import type { RoundingMode } from '../rounding.ts';
import { add } from './add.ts';

/** `a - b`, which is `a + (-b)` to the bit and to the flag. */
export function subtract(format: FloatFormat, a: bigint, b: bigint, mode: RoundingMode): FloatResult {
  return add(format, a, b ^ (1n << BigInt(format.width - 1)), mode);
}
