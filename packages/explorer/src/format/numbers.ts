/** 12,345 for any whole number. */
export const formatCount = (count: bigint | number): string => count.toLocaleString('en-US');

/** 12 bytes, 4.1 kB, 3.9 MB. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** At most `digits` behind the point, without trailing zeros. */
export const formatReal = (value: number, digits = 4): string =>
  value !== 0 && Math.abs(value) < 10 ** -digits
    ? value.toExponential(2)
    : value.toLocaleString('en-US', { maximumFractionDigits: digits });

/** 12.3 % of a whole. */
export const formatPercent = (part: number): string => `${(part * 100).toFixed(1)} %`;

/** Milliseconds as a person reads them. */
export const formatMilliseconds = (time: number): string =>
  time < 10
    ? `${time.toFixed(2)} ms`
    : time < 1_000
      ? `${time.toFixed(0)} ms`
      : `${(time / 1_000).toFixed(1)} s`;

/** [28, 28, 1] as 28 × 28 × 1. */
export const formatShape = (shape: readonly number[]): string =>
  shape.length === 0 ? '1' : shape.join(' × ');
