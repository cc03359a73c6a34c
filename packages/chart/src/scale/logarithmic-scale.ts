import { clampShare, type Scale } from './scale.ts';

const [LEAST_EXPONENT, MOST_EXPONENT] = [-307, 308];

/**
 * An axis on which equal ratios are equal distances, with room before the least of the positive finite `values`; other
 * values have no place on it and count as its beginning.
 */
export function logarithmicScale(values: Iterable<number>): Scale {
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (const value of values) {
    if (!(value > 0 && value < Number.POSITIVE_INFINITY)) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (most === 0) [least, most] = [1, 10];
  const numbers = roundNumbers(exponentOf(least) - 1, exponentOf(most) + 1);
  const from = numbers.findLast((value) => value <= least * 0.8) ?? numbers[0]!;
  const to = numbers.find((value) => value >= most && value > from) ?? Number.MAX_VALUE;
  const [start, end] = [Math.log10(from), Math.log10(to)];
  const within = numbers.filter((value) => value >= from && value <= to);
  return {
    from,
    to,
    share: (value) => (value > 0 ? clampShare((Math.log10(value) - start) / (end - start)) : 0),
    ticks: (count) => (within.length <= count ? within : thin(within.filter(isPowerOfTen), count)),
  };
}

const exponentOf = (value: number): number => Math.floor(Math.log10(value));
const isPowerOfTen = (value: number): boolean => value.toExponential().startsWith('1e');

/** 1, 2, 5, 10, ... from one power of ten to another. */
function roundNumbers(first: number, last: number): number[] {
  const from = Math.min(Math.max(first, LEAST_EXPONENT), MOST_EXPONENT - 1);
  const to = Math.min(Math.max(last, from + 1), MOST_EXPONENT);
  const exponents = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  return exponents
    .flatMap((exponent) => [1, 2, 5].map((digit) => Number(`${digit}e${exponent}`)))
    .filter(Number.isFinite);
}

/** Every second, third, ... power of ten. */
function thin(powers: readonly number[], count: number): number[] {
  const step = Math.ceil(powers.length / count);
  return powers.filter((value) => Math.round(Math.log10(value)) % step === 0);
}
