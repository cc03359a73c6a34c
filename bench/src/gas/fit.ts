import { OPERATOR_PRICES, type OperatorPrice } from '@evm-ml/evm';
import type { Effort, Kind, Profile } from '@evm-ml/quantized-runtime';
import { createRandom } from '../random.ts';
import type { Measured } from './run-vitest.ts';

/** 1 gas is to buy this many nanoseconds. */
export const NS_PER_GAS = 10;

/** A measured operator: the terms that its five prices multiply, and its time in gas. */
interface Point {
  readonly terms: readonly number[];
  readonly gas: number;
  readonly weight: number;
}

/** Gas for one unit of each term: an example, then products, writes, reads and runs in millionths. */
type Prices = readonly number[];
const MILLION = 1e6;
/** A tenth of a microsecond for calling an operator at least, three at most. */
const BASE = [10, 300] as const;

const termsOf = ({ products, writes, reads, runs }: Effort): number[] => [1, products, writes, reads, runs];

export const gasOf = (prices: Prices, terms: readonly number[]): number =>
  terms.reduce((sum, term, i) => sum + term * (i === 0 ? prices[0]! : prices[i]! / MILLION), 0);

/** What takes little time is mostly the call itself, and no price should bend for it. */
const weightOf = (ns: number): number => Math.min(1, ns / 50_000) ** 0.5;

/** The largest weighted logarithm of price over time; smooth, so that descent can find its way. */
function loss(prices: Prices, points: readonly Point[], power: number): number {
  let sum = 0;
  for (const { terms, gas, weight } of points) {
    const price = gasOf(prices, terms);
    if (!(price > 0)) return Number.POSITIVE_INFINITY;
    sum += (weight * Math.abs(Math.log(price / gas))) ** power;
  }
  return (sum / points.length) ** (1 / power);
}

/** Coordinate descent from one beginning, towards the least maximum. */
function descend(begin: Prices, points: readonly Point[], free: readonly number[]): Prices {
  let best = begin;
  for (const power of [2, 6, 16, 40]) {
    let value = loss(best, points, power);
    for (let step = 8; step > 1.002; step = 1 + (step - 1) * 0.7) {
      let isBetter = true;
      for (let turn = 0; isBetter && turn < 60; turn++) {
        isBetter = false;
        for (const index of free) {
          for (const factor of [step, 1 / step]) {
            const moved = best[index]! * factor;
            const price = index === 0 ? Math.min(Math.max(moved, BASE[0]), BASE[1]) : Math.max(moved, 1);
            const next = best.with(index, price);
            const nextValue = loss(next, points, power);
            if (nextValue < value - 1e-9) [best, value, isBetter] = [next, nextValue, true];
          }
        }
      }
    }
  }
  return best;
}

/** Solves a few linear equations; `null` where they say nothing about one of the unknowns. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] | null {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    }
    if (Math.abs(rows[pivot]![column]!) < 1e-12) return null;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = rows[row]![column]! / rows[column]![column]!;
      for (let k = column; k <= size; k++) rows[row]![k] = rows[row]![k]! - factor * rows[column]![k]!;
    }
  }
  return rows.map((row, i) => row[size]! / row[i]!);
}

/** Weighted least squares of price over time against 1, for the terms of `free` alone. */
function leastSquares(
  points: readonly Point[],
  weights: readonly number[],
  free: readonly number[],
): Prices | null {
  const relative = points.map(({ terms, gas }) => free.map((index) => terms[index]! / gas));
  // Columns of like size, so that a pivot tells what is singular.
  const sizes = free.map((_, i) => Math.max(...relative.map((row) => row[i]!), 1e-300));
  const scaled = relative.map((row) => row.map((term, i) => term / sizes[i]!));
  const matrix = free.map((_, i) =>
    free.map((__, j) => scaled.reduce((sum, row, k) => sum + weights[k]! * row[i]! * row[j]!, 0)),
  );
  const right = free.map((_, i) => scaled.reduce((sum, row, k) => sum + weights[k]! * row[i]!, 0));
  const found = solve(matrix, right);
  if (found === null || found.some((price) => price < 0)) return null;
  const prices = [0, 0, 0, 0, 0];
  free.forEach((index, i) => {
    prices[index] = (found[i]! / sizes[i]!) * (index === 0 ? 1 : MILLION);
  });
  return prices;
}

/** Lawson's way to the least maximum: least squares whose weights grow where they miss. */
function lawson(points: readonly Point[], free: readonly number[]): Prices | null {
  let weights = points.map(({ weight }) => weight ** 2);
  let best: Prices | null = null;
  for (let turn = 0; turn < 60; turn++) {
    const prices = leastSquares(points, weights, free);
    if (prices === null) break;
    if (best === null || loss(prices, points, 40) < loss(best, points, 40)) best = prices;
    const missed = points.map(
      ({ terms, gas, weight }) => weight * Math.abs(gasOf(prices, terms) / gas - 1) + 1e-3,
    );
    weights = weights.map((weight, i) => weight * missed[i]!);
    const sum = weights.reduce((a, b) => a + b, 0);
    weights = weights.map((weight) => weight / sum);
  }
  return best;
}

/** All ways to leave terms out. */
function subsets([first, ...others]: readonly number[]): number[][] {
  if (first === undefined) return [[]];
  return subsets(others).flatMap((set) => [set, [first, ...set]]);
}

/** Puts the middle of the weighty points at 10 ns for one gas. */
function centre(prices: Prices, points: readonly Point[]): Prices {
  const heavy = points.filter(({ weight }) => weight === 1);
  const ratios = (heavy.length > 0 ? heavy : points).map(({ terms, gas }) => gas / gasOf(prices, terms));
  const factor = Math.sqrt(Math.min(...ratios) * Math.max(...ratios));
  return prices.map((price, i) =>
    i === 0 ? Math.min(Math.max(price * factor, BASE[0]), BASE[1]) : price * factor,
  );
}

/** Two significant digits, upwards: no benchmark knows more. */
function roundUp(value: number): number {
  if (value < 1) return 0;
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
  return Math.ceil(value / unit - 1e-9) * unit;
}

/** The price whose largest distance from the measured times is least. */
export function fitPrice(points: readonly Point[]): OperatorPrice {
  const free = [0, 1, 2, 3, 4].filter((index) => points.some(({ terms }) => terms[index]! > 0));
  // Each choice of terms that least squares can give prices to is one beginning.
  const heaviest = points.reduce((a, b) => (b.gas > a.gas ? b : a));
  const trace = (index: number) => ((heaviest.gas * MILLION) / Math.max(heaviest.terms[index]!, 1)) * 0.02;
  // A product that costs nothing would say something false, even where what goes with it can say the same.
  const main = free.includes(1) ? 1 : 2;
  const beginnings = subsets(free.filter((index) => index !== main)).map((others) =>
    lawson(points, [main, ...others].sort()),
  );
  const candidates = beginnings.flatMap((begin) => {
    if (begin === null) return [];
    const bounded = begin.with(0, Math.min(Math.max(begin[0]!, BASE[0]), BASE[1]));
    const chosen = free.filter((index) => index === 0 || begin[index]! > 0);
    // Once among the chosen terms alone, once with a trace of the others, which may grow.
    const traced = bounded.map((price, index) =>
      free.includes(index) && price === 0 ? trace(index) : price,
    );
    return [descend(bounded, points, chosen), descend(traced, points, free)];
  });
  // And anywhere: descent along coordinates stops in corners.
  const random = createRandom(3);
  for (let turn = 0; turn < 40; turn++) {
    const begin = [0, 1, 2, 3, 4].map((index) =>
      index === 0 ? 30 : free.includes(index) ? trace(index) * 50 ** (1 - 1.5 * random.uniform()) : 0,
    );
    candidates.push(descend(begin, points, free));
  }
  const value = (prices: Prices) => loss(prices, points, 40);
  const best = candidates.reduce((a, b) => (value(b) < value(a) ? b : a));
  const [base, product, write, read, run] = centre(best, points).map(roundUp);
  return [base!, product!, write!, read!, run!];
}

export type Table = Readonly<Record<Profile, Readonly<Partial<Record<Kind, OperatorPrice>>>>>;

/**
 * Prices for every kind that was measured; the others keep theirs. First the operators that were measured alone, then
 * those that need another one beside them, whose price is taken off.
 */
export function fitTable(measured: readonly Measured[]): Table {
  const table: Record<Profile, Partial<Record<Kind, OperatorPrice>>> = {
    a16: { ...OPERATOR_PRICES.a16 },
    a8: { ...OPERATOR_PRICES.a8 },
    f32: { ...OPERATOR_PRICES.f32 },
  };
  const priced = measured.flatMap(({ operators, ns }) =>
    operators === undefined ? [] : [{ ...operators, ns }],
  );
  const fitted = new Set<string>();
  for (const alone of [true, false]) {
    const groups = new Map<string, { profile: Profile; kind: Kind; points: Point[] }>();
    for (const { profile, list, ns } of priced) {
      const [{ kind, effort }, ...others] = list as readonly [(typeof list)[number], ...typeof list];
      if ((list.length === 1) !== alone || fitted.has(`${profile} ${kind}`)) continue;
      const elsewhere = others.reduce(
        (sum, other) => sum + gasOf(table[profile][other.kind]!, termsOf(other.effort)),
        0,
      );
      const gas = Math.max(ns / NS_PER_GAS - elsewhere, ns / NS_PER_GAS / 10);
      const group = groups.get(`${profile} ${kind}`) ?? { profile, kind, points: [] };
      group.points.push({ terms: termsOf(effort), gas, weight: weightOf(ns) });
      groups.set(`${profile} ${kind}`, group);
    }
    for (const [name, { profile, kind, points }] of groups) {
      table[profile][kind] = fitPrice(points);
      fitted.add(name);
    }
  }
  return table;
}
