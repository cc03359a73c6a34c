import { countWritten } from '../count.ts';
import { NO_EFFORT } from '../effort/effort.ts';
import { elementCount, sameShape, showShape } from '../element-types.ts';
import { LIMITS } from '../limits.ts';
import { fewNeeds } from '../memory/needs.ts';
import type { NodeBase } from '../node.ts';
import type { Operator } from '../operator.ts';
import { expectAlike, expectType } from '../rules/context.ts';
import { hull } from '../rules/interval.ts';
import { expectPlaces } from '../rules/places.ts';
import { integerField } from '../schema/field.ts';
import { axis } from '../schema/fields.ts';
import { badShape } from '../shapes/context.ts';

/**
 * x [...A, L, ...B], part [...A, 1, ...B] and a place i32 [] -> x with the part at this place of one axis, `offset`
 * added.
 */
export interface PutNode extends NodeBase {
  readonly op: 'put';
  readonly axis: number;
  readonly offset: number;
}

export const put = {
  fields: { axis, offset: integerField(0, LIMITS.elements) },
  inputs: [3, 3],
  outputs: 1,
  shapes(node, { inputs: [x, part, place] }) {
    if (node.axis >= x!.length) badShape(node, `has no axis ${node.axis}`);
    if (place!.length !== 0) badShape(node, 'the place is a single number');
    if (
      !sameShape(
        part!,
        x!.map((size, index) => (index === node.axis ? 1 : size)),
      )
    )
      badShape(node, `${showShape(part!)} is no part of ${showShape(x!)} along axis ${node.axis}`);
    return [x!];
  },
  bounds(node, context) {
    const [x, part, place] = context.inputs;
    expectType(context, place!, 'i32');
    expectAlike(context, x!, part!, context.outputs[0]!);
    expectPlaces(context, node, x!.shape[node.axis]!, context.ranges[2]!);
    return [hull(context.ranges.slice(0, 2))];
  },
  count: countWritten,
  effort: (node, { inputs: [x] }) => ({
    ...NO_EFFORT,
    writes: elementCount(x!),
    runs: elementCount(x!.slice(0, node.axis)),
  }),
  memory: fewNeeds,
  kinds: { integer: 'put', f32: 'put' },
} as const satisfies Operator<PutNode>;
