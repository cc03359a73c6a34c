import { countNothing } from '../count.ts';
import { noEffort } from '../effort/effort.ts';
import { elementCount, showShape } from '../element-types.ts';
import { noNeeds } from '../memory/needs.ts';
import type { NodeBase } from '../node.ts';
import type { Operator } from '../operator.ts';
import { movedBounds } from '../rules/moved.ts';
import { badShape } from '../shapes/context.ts';

/** The same elements, in the same place, in another shape. */
export interface ReshapeNode extends NodeBase {
  readonly op: 'reshape';
}

export const reshape = {
  fields: {},
  inputs: [1, 1],
  outputs: 1,
  shapes(node, { inputs: [input], declared: [output] }) {
    if (output === undefined || elementCount(output) !== elementCount(input!)) {
      return badShape(node, `${showShape(input!)} does not reshape to ${showShape(output ?? [])}`);
    }
    return [output];
  },
  bounds: movedBounds,
  count: countNothing,
  effort: noEffort,
  memory: noNeeds,
  kinds: { integer: 'reshape', f32: 'reshape' },
} as const satisfies Operator<ReshapeNode>;
