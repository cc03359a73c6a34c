import { countWritten } from '../count.ts';
import { NO_EFFORT } from '../effort/effort.ts';
import { elementCount } from '../element-types.ts';
import { LIMITS } from '../limits.ts';
import { fewNeeds } from '../memory/needs.ts';
import type { NodeBase } from '../node.ts';
import type { Operator } from '../operator.ts';
import { expectAlike, expectType } from '../rules/context.ts';
import { expectPlaces } from '../rules/places.ts';
import { integerField } from '../schema/field.ts';
import { axis } from '../schema/fields.ts';
import { badShape } from '../shapes/context.ts';

/**
 * x [...A, L, ...B] and places i32 [...I] -> [...A, ...I, ...B]: what lies at these places of one axis, each with
 * `offset` added.
 */
export interface TakeNode extends NodeBase {
  readonly op: 'take';
  readonly axis: number;
  readonly offset: number;
}

export const take = {
  fields: { axis, offset: integerField(0, LIMITS.elements) },
  inputs: [2, 2],
  outputs: 1,
  shapes(node, { inputs: [x, places] }) {
    if (node.axis >= x!.length) badShape(node, `has no axis ${node.axis}`);
    return [[...x!.slice(0, node.axis), ...places!, ...x!.slice(node.axis + 1)]];
  },
  bounds(node, context) {
    const [x, places] = context.inputs;
    expectType(context, places!, 'i32');
    expectAlike(context, x!, context.outputs[0]!);
    expectPlaces(context, node, x!.shape[node.axis]!, context.ranges[1]!);
    return [context.ranges[0]!];
  },
  count: countWritten,
  effort: (node, { inputs: [x, places], outputs: [output] }) => ({
    ...NO_EFFORT,
    writes: elementCount(output!),
    runs: elementCount(x!.slice(0, node.axis)) * elementCount(places!),
  }),
  memory: fewNeeds,
  kinds: { integer: 'take', f32: 'take' },
} as const satisfies Operator<TakeNode>;
