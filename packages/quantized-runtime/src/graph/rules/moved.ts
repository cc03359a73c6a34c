import type { NodeBase } from '../node.ts';
import { expectAlike, type RuleContext } from './context.ts';
import { hull, type Interval } from './interval.ts';

/** Bounds of an operator that puts elements elsewhere and changes none: type, scale, zero point and range stay. */
export function movedBounds(_: NodeBase, context: RuleContext): readonly Interval[] {
  expectAlike(context, ...context.inputs, context.outputs[0]!);
  return [hull(context.ranges)];
}
