import { countWritten } from '../count.ts';
import { movedEffort, untouchedTail } from '../effort/moved.ts';
import { elementCount } from '../element-types.ts';
import { fewNeeds } from '../memory/needs.ts';
import type { NodeBase, Padding } from '../node.ts';
import type { Operator } from '../operator.ts';
import { expectAlike, fail } from '../rules/context.ts';
import { elementRange } from '../rules/elements.ts';
import { hull } from '../rules/interval.ts';
import { realField } from '../schema/field.ts';
import { padding } from '../schema/fields.ts';
import { badShape } from '../shapes/context.ts';

/** `fill` is in the value's own units: real in f32, the integer itself otherwise. */
export interface PadNode extends NodeBase {
  readonly op: 'pad';
  readonly padding: Padding;
  readonly fill: number;
}

export const pad = {
  fields: { padding, fill: realField },
  inputs: [1, 1],
  outputs: 1,
  shapes(node, { inputs: [input] }) {
    const { padding } = node;
    if (padding.length !== input!.length) badShape(node, `needs padding for ${input!.length} axes`);
    return [input!.map((size, axis) => size + padding[axis]![0] + padding[axis]![1])];
  },
  bounds(node, context) {
    const { fill } = node;
    const [output] = context.outputs;
    expectAlike(context, context.inputs[0]!, output!);
    const [least, most] = elementRange(output!);
    if (output!.type !== 'f32' && !(Number.isInteger(fill) && fill >= least && fill <= most)) {
      fail(context, 'BadParameter', `the fill ${fill} does not fit the value`);
    }
    return [hull([context.ranges[0]!, { low: fill, high: fill }])];
  },
  count: countWritten,
  effort(node, { inputs: [input], outputs: [output] }) {
    const isPadded = (axis: number) => node.padding[axis]!.some((cells) => cells > 0);
    // The run of the last padded axis is whole within the input.
    const axis = input!.findLastIndex((_, index) => isPadded(index));
    const run = untouchedTail(input!, isPadded) * (axis < 0 ? 1 : input![axis]!);
    return { ...movedEffort(elementCount(output!), run), runs: Math.ceil(elementCount(input!) / run) };
  },
  memory: fewNeeds,
  kinds: { integer: 'pad', f32: 'pad' },
} as const satisfies Operator<PadNode>;
