import { OPERATOR_PRICES, type OperatorPrice } from '@evm-ml/evm';
import type { Effort, Kind, Profile } from '@evm-ml/quantized-runtime';
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
    sum += (weight * Math.abs(Math.log(gasOf(prices, terms) / gas))) ** power;
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
  const share = (index: number): number => {
    const heaviest = points.reduce((a, b) => (b.gas > a.gas ? b : a));
    const term = Math.max(heaviest.terms[index]!, 1);
    return (heaviest.gas / term) * MILLION;
  };
  // Each term alone explains the dearest point in one beginning; in the first, all share it.
  const beginnings = [null, ...free.filter((index) => index > 0)].map((main) =>
    [0, 1, 2, 3, 4].map((index) => {
      if (!free.includes(index)) return 0;
      if (index === 0) return 30;
      return share(index) * (main === null ? 0.3 : main === index ? 0.9 : 0.01);
    }),
  );
  const candidates = beginnings.map((begin) => descend(begin, points, free));
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
  for (const alone of [true, false]) {
    const groups = new Map<string, { profile: Profile; kind: Kind; points: Point[] }>();
    for (const { profile, list, ns } of priced) {
      if ((list.length === 1) !== alone) continue;
      const [{ kind, effort }, ...others] = list as readonly [(typeof list)[number], ...typeof list];
      const elsewhere = others.reduce(
        (sum, other) => sum + gasOf(table[profile][other.kind]!, termsOf(other.effort)),
        0,
      );
      const gas = Math.max(ns / NS_PER_GAS - elsewhere, ns / NS_PER_GAS / 10);
      const group = groups.get(`${profile} ${kind}`) ?? { profile, kind, points: [] };
      group.points.push({ terms: termsOf(effort), gas, weight: weightOf(ns) });
      groups.set(`${profile} ${kind}`, group);
    }
    for (const { profile, kind, points } of groups.values()) table[profile][kind] = fitPrice(points);
  }
  return table;
}
