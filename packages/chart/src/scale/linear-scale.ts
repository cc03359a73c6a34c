import { clampShare, type Scale } from './scale.ts';

/** Smaller steps are not told apart; their reciprocal would not be a number. */
const LEAST_STEP = 1e-300;

/** An even axis that holds 0 and all finite `values`. Its ends are round, or with `exact` the outermost values. */
export function linearScale(values: Iterable<number>, ends: 'round' | 'exact' = 'round'): Scale {
  let [least, most] = [0, 0];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (most / 2 - least / 2 < LEAST_STEP) most = 1;
  const [from, to] = ends === 'exact' ? [least, most] : roundEnds(least, most);
  return {
    from,
    to,
    // Halves first: the distance of the largest numbers is beyond them.
    share: (value) => clampShare((value / 2 - from / 2) / (to / 2 - from / 2)),
    ticks: (count) => ticksBetween(from, to, count),
  };
}

function roundEnds(least: number, most: number): [number, number] {
  const step = roundStep(least, most, 10);
  const multiple = multipleOf(step);
  const inRange = (value: number) => Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE);
  return [inRange(multiple(Math.floor(least / step))), inRange(multiple(Math.ceil(most / step)))];
}

function ticksBetween(from: number, to: number, count: number): number[] {
  const step = roundStep(from, to, count);
  const multiple = multipleOf(step);
  const [first, last] = [Math.ceil(from / step), Math.floor(to / step)];
  // Where a quotient was rounded, the outermost multiple may lie beside the end that it stands for.
  const ticks = Array.from({ length: last - first + 1 }, (_, i) =>
    Math.min(Math.max(multiple(first + i), from), to),
  );
  return ticks.length > count ? [] : ticks;
}

/** The smallest of 1, 2, 5 times a power of ten that has at most `count` multiples in a range of this size. */
function roundStep(from: number, to: number, count: number): number {
  const exponent = Math.floor(Math.log10(Math.max(to / count - from / count, LEAST_STEP)));
  const steps = [1, 2, 5, 10, 20, 50]
    .map((factor) => Number(`${factor}e${exponent}`))
    .filter(Number.isFinite);
  return steps.find((step) => to / step - from / step < count) ?? steps.at(-1)!;
}

/** Division by a whole number keeps 0.3 from becoming 0.30000000000000004. */
function multipleOf(step: number): (factor: number) => number {
  if (step >= 1) return (factor) => factor * step;
  const parts = Math.round(1 / step);
  return (factor) => factor / parts;
}
