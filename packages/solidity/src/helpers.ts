import type { Emission } from './context.ts';
import { int } from './yul.ts';

/** Rule N3 with `q = mult * 256 + shift`: `floor((a * mult + 2^(shift-1)) / 2^shift)`. */
const REQUANTIZE = `
function requantize(a, q) -> v {
    let s := and(q, 255)
    v := sar(s, add(mul(a, shr(8, q)), shl(sub(s, 1), 1)))
}`;

/** The nearest number to v in [low, high]. */
const CLAMP = `
function clamp(v, low, high) -> u {
    u := v
    if slt(v, low) { u := low }
    if sgt(v, high) { u := high }
}`;

/** Writes `value` to every word of `length` bytes, by doubling. */
const FILL = `
function fill(to, length, value) {
    mstore(to, value)
    for { let done := 32 } lt(done, length) { done := shl(1, done) } {
        let rest := sub(length, done)
        if gt(rest, done) { rest := done }
        mcopy(add(to, done), to, rest)
    }
}`;

export function requantize(context: Emission, sum: string, requant: string): string {
  context.helper('requantize', REQUANTIZE);
  return `requantize(${sum}, ${requant})`;
}

/** Rule O2's `out`: adds the zero point, then clamps. */
export function out(
  context: Emission,
  value: string,
  { zero, low, high }: { readonly zero: number; readonly low: number; readonly high: number },
): string {
  context.helper('clamp', CLAMP);
  return `clamp(${zero === 0 ? value : `add(${value}, ${int(zero)})`}, ${int(low)}, ${int(high)})`;
}

export function clampTo(context: Emission, value: string, low: number, high: number): string {
  return out(context, value, { zero: 0, low, high });
}

/** Fills memory with a number. */
export function fill(context: Emission, to: number, bytes: number, value: number): string {
  // Reading calldata beyond its end gives zeros.
  if (value === 0) return `calldatacopy(${to}, calldatasize(), ${bytes})`;
  context.helper('fill', FILL);
  return `fill(${to}, ${bytes}, ${int(value)})`;
}
