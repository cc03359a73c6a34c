import { nsPerGas, type Row } from './row.ts';

/** Below this an operator's price is mostly its base, and a sample mostly the clock. */
export const LARGE = 10_000;

/** How far apart the least and the most time for one gas are, among rows that cost enough to matter. */
export interface Spread {
  readonly rows: number;
  readonly least: Row;
  readonly most: Row;
  readonly ratio: number;
}

export function spreadOf(rows: readonly Row[]): Spread | null {
  const large = rows.filter(({ gas }) => gas >= LARGE).sort((a, b) => nsPerGas(a) - nsPerGas(b));
  const [least, most] = [large[0], large.at(-1)];
  if (least === undefined || most === undefined) return null;
  return { rows: large.length, least, most, ratio: nsPerGas(most) / nsPerGas(least) };
}

export function spreadText(name: string, spread: Spread | null): string {
  if (spread === null) return `${name}: none above ${LARGE} gas`;
  const { rows, least, most, ratio } = spread;
  const end = (row: Row) => `${nsPerGas(row).toFixed(1)} (${row.name})`;
  return `${name}, ${rows} above ${LARGE} gas: ${end(least)} to ${end(most)}, ratio ${ratio.toFixed(2)}`;
}
