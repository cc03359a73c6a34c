import { countRead } from '../count.ts';
import { NO_EFFORT, rowsOf } from '../effort/effort.ts';
import { elementCount } from '../element-types.ts';
import { fewNeeds } from '../memory/needs.ts';
import type { NodeBase } from '../node.ts';
import type { Operator } from '../operator.ts';
import { expectActivations, expectType } from '../rules/context.ts';
import { badShape } from '../shapes/context.ts';

/** x [..., C] -> i32 [...]: the place of the largest number of each row, the lowest among equals. */
export interface ArgmaxNode extends NodeBase {
  readonly op: 'argmax';
}

export const argmax = {
  fields: {},
  inputs: [1, 1],
  outputs: 1,
  shapes(node, { inputs: [input] }) {
    if (input!.length < 1) badShape(node, 'a single number has no largest');
    return [input!.slice(0, -1)];
  },
  bounds(_, context) {
    const [input] = context.inputs;
    expectActivations(context, input!);
    expectType(context, context.outputs[0]!, 'i32');
    return [{ low: 0, high: input!.shape.at(-1)! - 1 }];
  },
  count: countRead,
  effort: (_, { inputs: [input] }) => ({
    ...NO_EFFORT,
    writes: rowsOf(input!),
    reads: elementCount(input!),
  }),
  memory: fewNeeds,
  kinds: { integer: 'argmax', f32: 'argmax' },
} as const satisfies Operator<ArgmaxNode>;
