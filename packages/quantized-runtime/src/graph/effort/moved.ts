import type { Shape } from '../values.ts';
import { type Effort, NO_EFFORT } from './effort.ts';

/** `elements` written in runs of `run` elements that lie side by side before and after. */
export const movedEffort = (elements: number, run: number): Effort => ({
  ...NO_EFFORT,
  writes: elements,
  runs: Math.ceil(elements / run),
});

/** Elements of the axes behind the last one that `touched` holds for. */
export function untouchedTail(shape: Shape, touched: (axis: number) => boolean): number {
  let run = 1;
  for (let axis = shape.length - 1; axis >= 0 && !touched(axis); axis--) run *= shape[axis]!;
  return run;
}
