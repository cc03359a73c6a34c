/** Where on an axis a number stands. */
export interface Scale {
  readonly from: number;
  readonly to: number;
  /** 0 at `from`, 1 at `to`; numbers beyond them count as the nearer end, NaN as `from`. */
  share(value: number): number;
  /** At most `most` round numbers from `from` to `to`, ascending. */
  ticks(most: number): number[];
}

/** `share` held in 0 to 1. */
export function clampShare(share: number): number {
  return share > 0 ? Math.min(share, 1) : 0;
}
