import { broadcastsTo } from '../broadcast.ts';
import { countWritten } from '../count.ts';
import { lanes, NO_EFFORT } from '../effort/effort.ts';
import { elementCount, showShape } from '../element-types.ts';
import { channelBytes, needs } from '../memory/needs.ts';
import { rowLength } from '../memory/rows.ts';
import type { Clamp, NodeBase, Requant } from '../node.ts';
import type { Operator } from '../operator.ts';
import { boundedTensor, clampOf, expectActivations, expectRequant, fail, isFloat } from '../rules/context.ts';
import { reach } from '../rules/interval.ts';
import { clamp, requant, roles } from '../schema/fields.ts';
import { badShape } from '../shapes/context.ts';

/** `y = x * kernel + bias`, kernel and bias broadcast to x. Integer graphs: kernel i16, mult [1] or [C]. */
export interface AffineNode extends NodeBase, Clamp {
  readonly op: 'affine';
  readonly params: Requant & { readonly kernel: string; readonly bias?: string };
}

export const affine = {
  fields: { ...clamp, params: roles(['kernel'], ['bias', ...requant]) },
  inputs: [1, 1],
  outputs: 1,
  shapes(node, { inputs: [input], param }) {
    for (const role of ['kernel', 'bias'] as const) {
      if (node.params[role] === undefined || broadcastsTo(param(role), input!)) continue;
      badShape(node, `the ${role} ${showShape(param(role))} does not broadcast to ${showShape(input!)}`);
    }
    return [input!];
  },
  bounds(node, context) {
    const { params } = node;
    const [output] = context.outputs;
    expectActivations(context, context.inputs[0]!, output!);
    const float = isFloat(context);
    const kernel = boundedTensor(context, params.kernel, 'kernel', float ? 'f32' : 'i16');
    const bias =
      params.bias === undefined ? null : boundedTensor(context, params.bias, 'bias', float ? 'f32' : 'i32');
    expectRequant(context, params, output!.shape.at(-1) ?? 1);
    if (!float) {
      const product = reach(context.ranges[0]!) * reach({ low: kernel.least, high: kernel.most });
      const most = product + (bias === null ? 0 : reach({ low: bias.least, high: bias.most }));
      if (most >= 2 ** 31) {
        fail(context, 'Overflow', `tensor "${params.kernel}": x * kernel + bias can reach ${most}`);
      }
    }
    return [clampOf(context, node)];
  },
  count: countWritten,
  /** Constants of each channel or of each element; broadcast in any other way, each element looks its own up. */
  effort(node, { outputs: [output], param }) {
    const elements = elementCount(output!);
    const width = output!.at(-1) ?? 1;
    const constants = node.params.bias === undefined ? ['kernel'] : ['kernel', 'bias'];
    const isEasy = constants.map(param).every((shape) => {
      const count = elementCount(shape);
      return count === 1 || count === elements || (count === width && shape.at(-1) === width);
    });
    return { ...NO_EFFORT, writes: elements, runs: isEasy ? 0 : elements };
  },
  memory(node, context) {
    const { inputs, param, profile } = context;
    const shapes = node.params.bias === undefined ? [param('kernel')] : [param('kernel'), param('bias')];
    const length = rowLength(inputs[0]!, shapes);
    if (length === null) return needs(elementCount(inputs[0]!) * 8);
    return needs(profile === 'f32' ? lanes(length) * 8 : lanes(length) * 2 + channelBytes(length, context));
  },
  kinds: { integer: 'affine', f32: 'affine' },
} as const satisfies Operator<AffineNode>;
