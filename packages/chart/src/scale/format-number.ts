/** Three significant digits, without an exponent from 0.001 to 9,999; whole numbers below a million in full. */
export function formatNumber(x: number): string {
  if (Number.isInteger(x) && Math.abs(x) < 1e6) return x.toLocaleString('en-US');
  const size = Math.abs(x);
  if (!Number.isFinite(x)) return Number.isNaN(x) ? 'no number' : `${x < 0 ? '-' : ''}infinite`;
  return size >= 0.001 && size < 1e4 ? `${Number(x.toPrecision(3))}` : x.toExponential(1).replace('.0e', 'e');
}
