const MANTISSA = 52n;
const bits = new DataView(new ArrayBuffer(8));

/** round(x * 1e18), exactly: what a contract would hand to PREDICT for this binary64 number. Half goes up. */
export function toFixed18(x: number): bigint {
  bits.setFloat64(0, x);
  const word = bits.getBigUint64(0);
  const exponent = (word >> MANTISSA) & 0x7ffn;
  const fraction = word & ((1n << MANTISSA) - 1n);
  const magnitude = exponent === 0n ? fraction : fraction | (1n << MANTISSA);
  const product = (word >> 63n ? -magnitude : magnitude) * 10n ** 18n;
  const shift = (exponent === 0n ? 1n : exponent) - 1075n;
  return shift >= 0n ? product << shift : (product + (1n << (-shift - 1n))) >> -shift;
}

/** The binary64 number nearest to `fixed` / 1e18. */
export function fromFixed18(fixed: bigint): number {
  const sign = fixed < 0n ? '-' : '';
  const digits = (fixed < 0n ? -fixed : fixed).toString().padStart(19, '0');
  return Number(`${sign}${digits.slice(0, -18)}.${digits.slice(-18)}`);
}
