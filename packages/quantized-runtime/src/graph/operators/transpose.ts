import { countWritten } from '../count.ts';
import { movedEffort, untouchedTail } from '../effort/moved.ts';
import { elementCount, showShape } from '../element-types.ts';
import { LIMITS } from '../limits.ts';
import { fewNeeds } from '../memory/needs.ts';
import type { NodeBase } from '../node.ts';
import type { Operator } from '../operator.ts';
import { movedBounds } from '../rules/moved.ts';
import { listField } from '../schema/field.ts';
import { axis } from '../schema/fields.ts';
import { badShape } from '../shapes/context.ts';

/** Axis i of the output is axis `perm[i]` of the input. */
export interface TransposeNode extends NodeBase {
  readonly op: 'transpose';
  readonly perm: readonly number[];
}

export const transpose = {
  fields: { perm: listField(axis, LIMITS.rank) },
  inputs: [1, 1],
  outputs: 1,
  shapes(node, { inputs: [input] }) {
    const axes = [...node.perm].sort((a, b) => a - b);
    if (axes.length !== input!.length || axes.some((axis, index) => axis !== index)) {
      badShape(node, `perm ${showShape(node.perm)} is no permutation of ${input!.length} axes`);
    }
    return [node.perm.map((axis) => input![axis]!)];
  },
  bounds: movedBounds,
  count: countWritten,
  effort: (node, { outputs: [output] }) =>
    movedEffort(
      elementCount(output!),
      untouchedTail(output!, (axis) => node.perm[axis] !== axis),
    ),
  memory: fewNeeds,
  kinds: { integer: 'transpose', f32: 'transpose' },
} as const satisfies Operator<TransposeNode>;
