import type { TensorFacts } from '../tensor-facts.ts';
import { fail, type RuleContext } from './context.ts';
import { centred, type Interval, reach } from './interval.ts';

/**
 * Rule N4: every sum `bias[c] + sum_k x[k] * kernel[k, c]` with each x in [low, high] fits int32.
 * The kernel is read as a matrix with `columns` columns; the sums of a column's positive and negative weights
 * give the extreme sums.
 */
export function expectAccumulator(
  context: RuleContext,
  name: string,
  kernel: TensorFacts,
  columns: number,
  bias: ArrayLike<number> | null,
  { low, high }: Interval,
): void {
  const rows = kernel.tensor.data.length / columns;
  const widest = Math.max(-low, high, 0) * 127 * rows;
  let added = 0;
  for (let column = 0; bias !== null && column < columns; column++) {
    added = Math.max(added, Math.abs(bias[column]!));
  }
  if (widest + added < 2 ** 31) return;
  const { positive, negative } = kernel.columnSums(columns);
  for (let column = 0; column < columns; column++) {
    const constant = bias?.[column] ?? 0;
    const most = positive[column]! * high + negative[column]! * low + constant;
    const least = positive[column]! * low + negative[column]! * high + constant;
    if (most >= 2 ** 31 || least < -(2 ** 31)) {
      fail(context, 'Overflow', `tensor "${name}", channel ${column}: its sum can reach ${least} to ${most}`);
    }
  }
}

/** An exact sum of `count` elements of the input fits int32. */
export function expectSum(context: RuleContext, count: number): void {
  const most = count * reach(centred(context.ranges[0]!, context.inputs[0]!));
  if (most >= 2 ** 31) fail(context, 'Overflow', `a sum of ${count} elements can reach ${most}`);
}
