import { broadcastShapes } from '../broadcast.ts';
import { countWritten } from '../count.ts';
import { broadcastEffort } from '../effort/broadcast.ts';
import { elementCount, showShape } from '../element-types.ts';
import { needs, spreadBytes } from '../memory/needs.ts';
import type { Clamp, NodeBase, Requant } from '../node.ts';
import type { Operator } from '../operator.ts';
import {
  boundedTensor,
  clampOf,
  expectAbsent,
  expectActivations,
  expectAlike,
  expectLength,
  expectRequant,
  fail,
  isFloat,
  type RuleContext,
} from '../rules/context.ts';
import { choiceField } from '../schema/field.ts';
import { clamp, requant, roles } from '../schema/fields.ts';
import { badShape } from '../shapes/context.ts';

/** Elementwise with numpy broadcasting. Integer add/sub: mult [M1, M2], shift [s]; mul: mult [M], shift [s]; no div. */
export interface BinaryNode extends NodeBase, Clamp {
  readonly op: 'binary';
  readonly fn: 'add' | 'sub' | 'mul' | 'div' | 'max' | 'min';
  readonly params: Requant;
}

/** Rule N6: two multipliers, of which the larger is normalized, and one shift. */
function checkSum({ params }: BinaryNode, context: RuleContext): void {
  const mult = boundedTensor(context, params.mult, 'mult', 'i32', [0, 2 ** 21 - 1]);
  const shift = boundedTensor(context, params.shift, 'shift', 'u8', [1, 52]);
  expectLength(context, mult, 'mult', 2);
  expectLength(context, shift, 'shift', 1);
  if (mult.most < 2 ** 20) fail(context, 'BadParameter', 'the larger multiplier should be at least 2^20');
}

/** Rule N7. A product fits int32 whatever the ranges are: 32767 and 255 are the most that a factor can be. */
const checkProduct = ({ params }: BinaryNode, context: RuleContext): void =>
  expectRequant(context, params, 1);

const checkExtreme = ({ params }: BinaryNode, context: RuleContext): void =>
  expectAbsent(context, { ...params });

const CHECK_INTEGERS: Readonly<Record<BinaryNode['fn'], (node: BinaryNode, context: RuleContext) => void>> = {
  add: checkSum,
  sub: checkSum,
  mul: checkProduct,
  div: (_, context) => fail(context, 'BadGraph', 'integer graphs have no division'),
  max: checkExtreme,
  min: checkExtreme,
};

const kinds = {
  add: 'binary.sum',
  sub: 'binary.sum',
  mul: 'binary.product',
  div: null,
  max: 'binary.extreme',
  min: 'binary.extreme',
} as const;

export const binary = {
  fields: { ...clamp, fn: choiceField('add', 'sub', 'mul', 'div', 'max', 'min'), params: roles([], requant) },
  inputs: [2, 2],
  outputs: 1,
  shapes: (node, { inputs: [a, b] }) => [
    broadcastShapes(a!, b!) ?? badShape(node, `${showShape(a!)} and ${showShape(b!)} do not broadcast`),
  ],
  bounds(node, context) {
    const { inputs, outputs } = context;
    if (node.fn === 'max' || node.fn === 'min') expectAlike(context, ...inputs, ...outputs);
    else expectActivations(context, ...inputs, ...outputs);
    if (isFloat(context)) expectAbsent(context, { ...node.params });
    else CHECK_INTEGERS[node.fn](node, context);
    return [clampOf(context, node)];
  },
  count: countWritten,
  effort: broadcastEffort,
  memory: (_, { inputs, outputs: [output], outputBytes }) =>
    needs(0, spreadBytes(inputs.map(elementCount), elementCount(output!), outputBytes)),
  kinds: { integer: kinds, f32: { ...kinds, div: 'binary.quotient' } },
} as const satisfies Operator<BinaryNode>;
