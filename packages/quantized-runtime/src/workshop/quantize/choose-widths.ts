import type { Sensitivity } from './sensitivity.ts';

/** What an `a8` network's outputs may lose of what varies in them: a five-hundredth of its power, 27 dB. */
const MOST_NOISE = 1 / 500;

/** True if every output keeps what it should; a noise is an error's power over that of what varies. */
export const isFine = (noise: number): boolean => noise <= MOST_NOISE;

/**
 * The values to hold in int16: those of the layers whose rounding costs the outputs most, as many as it takes until the others together
 * cost at most `budget`.
 */
export function chooseWide(sensitivities: readonly Sensitivity[], budget: number): Set<number> {
  const ranked = sensitivities
    .map((own, index) => ({ ...own, index }))
    .sort((a, b) => b.noise - a.noise || a.index - b.index);
  let left = ranked.reduce((sum, { noise }) => sum + noise, 0);
  const wide = new Set<number>();
  for (const { values, noise } of ranked) {
    if (left <= budget) break;
    left -= noise;
    for (const value of values) wide.add(value);
  }
  return wide;
}

/** Budgets to try one after another, the last of which leaves nothing in int8. */
export const BUDGETS: readonly number[] = [MOST_NOISE / 4, MOST_NOISE / 16, -1];
