import { countWritten } from '../count.ts';
import { lanes, NO_EFFORT, rowsOf } from '../effort/effort.ts';
import { channelBytes, needs } from '../memory/needs.ts';
import { channelRow } from '../memory/rows.ts';
import type { Clamp, NodeBase, Requant } from '../node.ts';
import type { Operator } from '../operator.ts';
import { clampOf, expectActivations, expectRequant, fail, isFloat } from '../rules/context.ts';
import { clamp, requant, roles } from '../schema/fields.ts';
import { sameAsInput } from '../shapes/context.ts';

/** Change of scale, and in `a8` of type: the one operator between int8 and int16 (integer graphs only). */
export interface RequantizeNode extends NodeBase, Clamp {
  readonly op: 'requantize';
  readonly params: Requant;
}

export const requantize = {
  fields: { ...clamp, params: roles([], requant) },
  inputs: [1, 1],
  outputs: 1,
  shapes: sameAsInput,
  bounds(node, context) {
    const [output] = context.outputs;
    if (isFloat(context)) fail(context, 'BadGraph', 'has no meaning in an f32 graph');
    // What is neither int8 nor int16 is refused as everywhere; either of them is as good as the other.
    for (const value of [context.inputs[0]!, output!]) {
      if (value.type !== 'i8' && value.type !== 'i16') expectActivations(context, value);
    }
    expectRequant(context, node.params, output!.shape.at(-1) ?? 1);
    return [clampOf(context, node)];
  },
  count: countWritten,
  effort: (_, { outputs: [output] }) => ({
    ...NO_EFFORT,
    writes: rowsOf(output!) * lanes(output!.at(-1) ?? 1),
    runs: rowsOf(output!),
  }),
  memory(_, context) {
    const length = channelRow(context.inputs[0]!);
    return needs(lanes(length) * 2 + channelBytes(length, context));
  },
  kinds: { integer: 'requantize', f32: null },
} as const satisfies Operator<RequantizeNode>;
