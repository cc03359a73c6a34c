import { broadcastShapes } from '../broadcast.ts';
import { lanes } from '../effort/effort.ts';
import { productEffort, repeated } from '../effort/product.ts';
import { elementCount, showShape } from '../element-types.ts';
import { channelBytes, needs } from '../memory/needs.ts';
import { packedProduct } from '../memory/product.ts';
import type { Clamp, NodeBase, Requant } from '../node.ts';
import type { Operator } from '../operator.ts';
import { clampOf, expectAbsent, expectActivations, expectRequant, fail, isFloat } from '../rules/context.ts';
import { booleanField } from '../schema/field.ts';
import { clamp, requant, roles } from '../schema/fields.ts';
import { badShape } from '../shapes/context.ts';

/** a [..., M, K] · b [..., K, N] (or [..., N, K] with transposeB) -> [..., M, N]; leading axes broadcast. */
export interface MatmulNode extends NodeBase, Clamp {
  readonly op: 'matmul';
  readonly transposeB: boolean;
  readonly params: Requant;
}

export const matmul = {
  fields: { ...clamp, transposeB: booleanField, params: roles([], requant) },
  inputs: [2, 2],
  outputs: 1,
  shapes(node, { inputs: [a, b] }) {
    if (a!.length < 2 || b!.length < 2) badShape(node, 'needs two axes on either side');
    const [k, n] = node.transposeB ? [b!.at(-1), b!.at(-2)] : [b!.at(-2), b!.at(-1)];
    const lead = broadcastShapes(a!.slice(0, -2), b!.slice(0, -2));
    if (lead === null || k !== a!.at(-1)) {
      return badShape(node, `${showShape(a!)} does not multiply ${showShape(b!)}`);
    }
    return [[...lead, a!.at(-2)!, n!]];
  },
  bounds(node, context) {
    expectActivations(context, ...context.inputs, context.outputs[0]!);
    if (isFloat(context)) expectAbsent(context, { ...node.params });
    else expectRequant(context, node.params, 1, 24);
    if (context.inputs[0]!.shape.at(-1)! > 65535) fail(context, 'Overflow', 'sums more than 65535 products');
    return [clampOf(context, node)];
  },
  count(_, { inputs: [a], outputs: [output] }) {
    const elements = elementCount(output!);
    return { macs: elements * a!.at(-1)!, elements };
  },
  effort(_, { profile, inputs: [a], outputs: [output] }) {
    const [rows, columns] = [output!.at(-2)!, output!.at(-1)!];
    const depth = a!.at(-1)!;
    const products = elementCount(output!) / (rows * columns);
    const one = productEffort(rows, rows, 1, depth, columns, rows * depth);
    // The second matrix is packed anew for every product; in integers the rows of the first are widened.
    const prepared = lanes(columns) + (profile === 'f32' ? 0 : rows);
    const whole = repeated(one, products, products * prepared * lanes(depth, 2));
    return { ...whole, runs: products };
  },
  memory(_, context) {
    const { inputs, outputs, profile } = context;
    const [rows, channels] = outputs[0]!.slice(-2) as [number, number];
    const length = inputs[0]!.at(-1)!;
    const products = elementCount(outputs[0]!) / (rows * channels);
    const { bytes } = packedProduct('', { segments: 1, length, channels }, context);
    const row = profile === 'f32' ? channelBytes(channels, context) : lanes(length, 2) * 2;
    return needs(row + products * 8, bytes);
  },
  kinds: { integer: 'matmul', f32: 'matmul' },
} as const satisfies Operator<MatmulNode>;
