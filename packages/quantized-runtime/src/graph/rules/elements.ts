import { TYPE_RANGE } from '../element-types.ts';
import type { Value } from '../values.ts';

/** What constants of a value may be: masks hold 0 and 1 only. */
export const elementRange = ({ type }: Value): readonly [number, number] =>
  type === 'u8' ? [0, 1] : TYPE_RANGE[type];
