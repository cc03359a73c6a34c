/** Position of knot i of a table of 1025 (spec/numerics.md, N10), in steps of the table's input. */
const position = (i: number): number => 64 * i - 32768;

/**
 * The input scale s for which a table of 1025 knots holds f(position * s) / outputScale, rounded: least squares
 * over all knots that are not at an end of int16. `f` rises, or nearly so, as activations do.
 */
export function fitTableScale(
  table: ArrayLike<number>,
  f: (x: number) => number,
  outputScale: number,
): number {
  const knots = Array.from({ length: table.length }, (_, i) => i).filter((i) => Math.abs(table[i]!) < 32767);
  const error = (s: number) =>
    knots.reduce((sum, i) => sum + (table[i]! - f(position(i) * s) / outputScale) ** 2, 0);
  let [low, high] = bracket(error);
  for (let i = 0; i < 100; i++) {
    const [a, b] = [low + (high - low) * 0.382, low + (high - low) * 0.618];
    if (error(2 ** a) < error(2 ** b)) high = b;
    else low = a;
  }
  return 2 ** ((low + high) / 2);
}

/** Powers of two around the best of a coarse search. */
function bracket(error: (s: number) => number): [number, number] {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (let power = -40; power <= 10; power += 0.5) {
    const found = error(2 ** power);
    if (found < least) [best, least] = [power, found];
  }
  return [best - 0.5, best + 0.5];
}
