import { TYPE_RANGE } from '../element-types.ts';
import type { NodeOf } from '../graph.ts';
import {
  boundedTensor,
  centred,
  clampOf,
  expectAbsent,
  expectActivations,
  expectAlike,
  expectCounts,
  expectLength,
  expectRequant,
  expectType,
  fail,
  hull,
  type Interval,
  isFloat,
  type Rule,
  type RuleContext,
  reach,
  typeInterval,
} from './context.ts';

/** Rule N6: two multipliers, of which the larger is normalized, and one shift. */
function checkSumMultipliers(node: NodeOf<'binary'>, context: RuleContext): void {
  const mult = boundedTensor(context, node.params.mult, 'mult', 'i32', [0, 2 ** 21 - 1]);
  const shift = boundedTensor(context, node.params.shift, 'shift', 'u8', [1, 52]);
  expectLength(context, mult, 'mult', 2);
  expectLength(context, shift, 'shift', 1);
  if (mult.most < 2 ** 20) fail(context, 'BadParameter', 'the larger multiplier should be at least 2^20');
}

const BINARY: Readonly<
  Record<NodeOf<'binary'>['fn'], (node: NodeOf<'binary'>, context: RuleContext) => void>
> = {
  add: checkSumMultipliers,
  sub: checkSumMultipliers,
  mul(node, context) {
    const [a, b] = context.inputs.map((value, index) => reach(centred(context.ranges[index]!, value)));
    if (a! * b! >= 2 ** 31) fail(context, 'Overflow', `a product can reach ${a! * b!}`);
    expectRequant(context, node.params, 1);
  },
  div: (_, context) => fail(context, 'BadGraph', 'integer graphs have no division'),
  max: (node, context) => expectAbsent(context, { ...node.params }),
  min: (node, context) => expectAbsent(context, { ...node.params }),
};

export const binary: Rule<NodeOf<'binary'>> = (node, context) => {
  expectCounts(context, 2, 2);
  const moves = node.fn === 'max' || node.fn === 'min';
  if (moves) expectAlike(context, ...context.inputs, ...context.outputs);
  else expectActivations(context, ...context.inputs, ...context.outputs);
  if (isFloat(context)) expectAbsent(context, { ...node.params });
  else BINARY[node.fn](node, context);
  return [clampOf(context, node)];
};

export const unary: Rule<NodeOf<'unary'>> = (node, context) => {
  expectCounts(context, 1, 1);
  expectActivations(context, context.inputs[0]!, context.outputs[0]!);
  if (isFloat(context)) {
    expectAbsent(context, { ...node.params });
    return [typeInterval(context.outputs[0]!)];
  }
  const wide = context.graph.profile === 'a16';
  const table = boundedTensor(context, node.params.table, 'table', wide ? 'i16' : 'i8');
  expectLength(context, table, 'table', wide ? 1025 : 256);
  return [{ low: table.least, high: table.most }];
};

/** Scale, zero point and full scale of a softmax's output (spec/operators.md). */
export const SOFTMAX_OUTPUT = {
  a16: { scale: 1 / 32767, zero: 0, full: 32767 },
  a8: { scale: 1 / 255, zero: -128, full: 255 },
} as const;

export const softmax: Rule<NodeOf<'softmax'>> = (node, context) => {
  expectCounts(context, 1, 2);
  const [input, mask] = context.inputs;
  const [output] = context.outputs;
  expectActivations(context, input!, output!);
  if (mask !== undefined) expectType(context, mask, 'u8');
  const { profile } = context.graph;
  if (profile === 'f32') {
    expectAbsent(context, { ...node.params });
    return [typeInterval(output!)];
  }
  if (node.log) fail(context, 'BadGraph', 'integer graphs have no log-softmax');
  const { scale, zero, full } = SOFTMAX_OUTPUT[profile];
  if (output!.scale !== scale || output!.zero !== zero) {
    fail(context, 'BadGraph', `the output's scale should be ${scale} and its zero ${zero}`);
  }
  if (input!.shape.at(-1)! > 2 ** 20) fail(context, 'TooLarge', 'sums more than 2^20 terms');
  const table = boundedTensor(context, node.params.table, 'table', 'i32', [0, 2 ** 30]);
  expectLength(context, table, 'table', 512);
  const { data } = table.tensor;
  const low = data.subarray(256);
  if (data[0] !== 2 ** 30 || data[256] !== 2 ** 15 || low.some((entry) => entry > 2 ** 15)) {
    fail(context, 'BadParameter', 'the table should begin with 2^30 and go on with 2^15 at 256');
  }
  return [{ low: zero, high: zero + full }];
};

export const select: Rule<NodeOf<'select'>> = (_, context) => {
  expectCounts(context, 3, 3);
  const [mask, a, b] = context.inputs;
  expectType(context, mask!, 'u8');
  expectAlike(context, a!, b!, context.outputs[0]!);
  return [hull(context.ranges.slice(1))];
};

export const compare: Rule<NodeOf<'compare'>> = (node, context) => {
  expectCounts(context, 1, 1);
  expectType(context, context.outputs[0]!, 'u8');
  const { type } = context.inputs[0]!;
  const [least, most] = TYPE_RANGE[type];
  const { constant } = node;
  if (type !== 'f32' && !(Number.isInteger(constant) && constant >= least && constant <= most)) {
    fail(context, 'BadParameter', `the constant ${constant} does not fit type ${type}`);
  }
  const mask: Interval = { low: 0, high: 1 };
  return [mask];
};
