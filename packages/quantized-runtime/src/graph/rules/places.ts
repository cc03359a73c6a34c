import { fail, type RuleContext } from './context.ts';
import type { Interval } from './interval.ts';

/** Places of an axis of `length`, each with `offset` added: all of them are there. */
export function expectPlaces(
  context: RuleContext,
  { offset }: { readonly offset: number },
  length: number,
  { low, high }: Interval,
): void {
  if (low + offset < 0 || high + offset >= length) {
    fail(
      context,
      'BadGraph',
      `places can be ${low + offset} to ${high + offset}, and the axis has ${length}`,
    );
  }
}
