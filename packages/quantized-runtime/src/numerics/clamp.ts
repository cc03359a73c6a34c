/** Rule O5: unlike Math.min and Math.max, leaves -0 and NaN as they are. */
export function clampFloat(y: number, least: number, most: number): number {
  if (y < least) return least;
  if (y > most) return most;
  return y;
}
