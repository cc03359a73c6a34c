import { broadcastShapes } from '../broadcast.ts';
import { countWritten } from '../count.ts';
import { broadcastEffort } from '../effort/broadcast.ts';
import { elementCount } from '../element-types.ts';
import { needs, spreadBytes } from '../memory/needs.ts';
import type { NodeBase } from '../node.ts';
import type { Operator } from '../operator.ts';
import { expectAlike, expectType } from '../rules/context.ts';
import { hull } from '../rules/interval.ts';
import { badShape } from '../shapes/context.ts';

/** mask ? a : b, elementwise with broadcasting; inputs [mask, a, b]. */
export interface SelectNode extends NodeBase {
  readonly op: 'select';
}

export const select = {
  fields: {},
  inputs: [3, 3],
  outputs: 1,
  shapes(node, { inputs: [mask, a, b] }) {
    const joint = broadcastShapes(a!, b!);
    const all = joint && broadcastShapes(mask!, joint);
    return [all ?? badShape(node, 'mask and branches do not broadcast')];
  },
  bounds(_, context) {
    const [mask, a, b] = context.inputs;
    expectType(context, mask!, 'u8');
    expectAlike(context, a!, b!, context.outputs[0]!);
    return [hull(context.ranges.slice(1))];
  },
  count: countWritten,
  effort: broadcastEffort,
  memory: (_, { inputs, outputs: [output], outputBytes }) =>
    needs(0, spreadBytes(inputs.map(elementCount), elementCount(output!), outputBytes)),
  kinds: { integer: 'select', f32: 'select' },
} as const satisfies Operator<SelectNode>;
