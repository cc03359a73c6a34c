import { countWritten } from '../count.ts';
import { movedEffort, untouchedTail } from '../effort/moved.ts';
import { elementCount } from '../element-types.ts';
import { fewNeeds } from '../memory/needs.ts';
import type { NodeBase } from '../node.ts';
import type { Operator } from '../operator.ts';
import { movedBounds } from '../rules/moved.ts';
import { sizes } from '../schema/fields.ts';
import { badShape } from '../shapes/context.ts';

/** Repeats the whole value along each axis. */
export interface TileNode extends NodeBase {
  readonly op: 'tile';
  readonly repeats: readonly number[];
}

export const tile = {
  fields: { repeats: sizes },
  inputs: [1, 1],
  outputs: 1,
  shapes(node, { inputs: [input] }) {
    const { repeats } = node;
    if (repeats.length !== input!.length) badShape(node, `needs repeats for ${input!.length} axes`);
    return [input!.map((size, axis) => size * repeats[axis]!)];
  },
  bounds: movedBounds,
  count: countWritten,
  effort(node, { inputs: [input], outputs: [output] }) {
    const isRepeated = (axis: number) => node.repeats[axis]! > 1;
    const axis = input!.findLastIndex((_, index) => isRepeated(index));
    // The run of the last repeated axis, as often as it is repeated.
    const run = untouchedTail(input!, isRepeated) * (axis < 0 ? 1 : input![axis]! * node.repeats[axis]!);
    return movedEffort(elementCount(output!), run);
  },
  memory: fewNeeds,
  kinds: { integer: 'tile', f32: 'tile' },
} as const satisfies Operator<TileNode>;
