import { TYPE_RANGE } from '../element-types.ts';
import type { Value } from '../values.ts';
import { elementRange } from './elements.ts';

/** Every element of a value lies in [low, high]. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The range of an output that only its type bounds. */
export const typeInterval = ({ type }: Value): Interval => {
  const [low, high] = TYPE_RANGE[type];
  return { low, high };
};

/** The range of constants and states of a value: masks hold 0 and 1 only. */
export const elementInterval = (value: Value): Interval => {
  const [low, high] = elementRange(value);
  return { low, high };
};

export const isWithin = (inner: Interval, outer: Interval): boolean =>
  inner.low >= outer.low && inner.high <= outer.high;

/** The smallest interval around all of them. */
export const hull = (ranges: readonly Interval[]): Interval => ({
  low: Math.min(...ranges.map(({ low }) => low)),
  high: Math.max(...ranges.map(({ high }) => high)),
});

/** The range less the value's zero point, as accumulators see it. */
export const centred = ({ low, high }: Interval, { zero }: Value): Interval => ({
  low: low - zero,
  high: high - zero,
});

export const withZero = ({ low, high }: Interval): Interval => ({
  low: Math.min(low, 0),
  high: Math.max(high, 0),
});

/** Largest magnitude in a range. */
export const reach = ({ low, high }: Interval): number => Math.max(Math.abs(low), Math.abs(high));
