import { GAS, type OperatorPrice } from '@evm-ml/evm';
import type { Op } from '@evm-ml/quantized-runtime';

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

/** How far a price is from the times, as the sum of squared logarithms; large operators count four times. */
function loss(price: OperatorPrice, points: readonly Point[]): number {
  return points.reduce((sum, point) => {
    const weight = point.ns > NS_PER_GAS * 10_000 ? 4 : 1;
    return sum + weight * Math.log(nanoseconds(price, point) / point.ns) ** 2;
  }, 0);
}

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
        const next = { ...best, [part]: Math.max(best[part] * factor, 1) };
        if (loss(next, points) < loss(best, points)) best = next;
      }
    }
  }
  return { base: round(best.base), mac: round(best.mac), element: round(best.element) };
}

/** Prices that fit, beside the present ones, for every operator that was measured. */
export function fitTable(table: keyof typeof GAS.operators, points: readonly Point[]) {
  const present: Readonly<Record<Op, OperatorPrice>> = GAS.operators[table];
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
