import { GAS, type OperatorPrice } from '@evm-ml/evm';
import type { Op, Profile } from '@evm-ml/quantized-runtime';

/** One measured operator. */
export interface Point {
  readonly op: Op;
  readonly macs: number;
  readonly elements: number;
  readonly ns: number;
}

/** 1 gas is to buy this many nanoseconds. */
export const NS_PER_GAS = 10;

const nanoseconds = ({ base, mac, element }: OperatorPrice, { macs, elements }: Point): number =>
  NS_PER_GAS * (base + (macs * mac + elements * element) / 1000);

/** How far a price is from the times: sum of fourth powers of logarithms, so that the worst point decides. */
function loss(price: OperatorPrice, points: readonly Point[]): number {
  return points.reduce((sum, point) => {
    // What takes less than a microsecond is mostly the call itself.
    const weight = Math.min(1, point.ns / 1_000);
    return sum + weight * Math.log(nanoseconds(price, point) / point.ns) ** 4;
  }, 0);
}

/** Between a tenth of a microsecond and a few for calling an operator; no work is free. */
const LEAST: OperatorPrice = { base: 10, mac: 1, element: 10 };
const MOST: OperatorPrice = { base: 300, mac: 1e5, element: 1e6 };

/** Two significant digits: no benchmark knows more. */
const round = (value: number): number => Number(value.toPrecision(2));

/** The price nearest to the measured times, by coordinate descent from the present one. */
export function fitPrice(present: OperatorPrice, points: readonly Point[]): OperatorPrice {
  let best = present;
  const hasMacs = points.some(({ macs }) => macs > 0);
  for (let step = 4; step > 1.005; step = 1 + (step - 1) * 0.8) {
    for (const part of ['base', 'mac', 'element'] as const) {
      if (part === 'mac' && !hasMacs) continue;
      for (const factor of [step, 1 / step]) {
        const value = Math.min(Math.max(best[part] * factor, LEAST[part]), MOST[part]);
        const next = { ...best, [part]: value };
        if (loss(next, points) < loss(best, points)) best = next;
      }
    }
  }
  return { base: round(best.base), mac: round(best.mac), element: round(best.element) };
}

/** Prices that fit, beside the present ones, for every operator that was measured. */
export function fitTable(profile: Profile, points: readonly Point[]) {
  const present: Readonly<Record<Op, OperatorPrice>> = GAS.operators[profile];
  const ops = [...new Set(points.map(({ op }) => op))];
  return ops.map((op) => ({
    op,
    present: present[op],
    fitted: fitPrice(
      present[op],
      points.filter((point) => point.op === op),
    ),
  }));
}
