import { TYPE_RANGE, typeOfData } from '../element-types.ts';
import type { NodeOf, Value } from '../graph.ts';
import { LIMITS } from '../limits.ts';
import {
  boundedTensor,
  expectActivations,
  expectAlike,
  expectCounts,
  expectRequant,
  expectType,
  fail,
  hull,
  isFloat,
  type Rule,
  typeInterval,
} from './context.ts';

/** Operators that put elements elsewhere and change none: type, scale, zero point and range stay. */
export const moving: Rule<NodeOf<'reshape' | 'transpose' | 'slice' | 'concat' | 'tile'>> = (
  node,
  context,
) => {
  expectCounts(context, 1, node.op === 'concat' ? LIMITS.ports : 1);
  expectAlike(context, ...context.inputs, context.outputs[0]!);
  return [hull(context.ranges)];
};

/** Masks hold 0 and 1 only. */
const elementRange = ({ type }: Value): readonly [number, number] =>
  type === 'u8' ? [0, 1] : TYPE_RANGE[type];

export const pad: Rule<NodeOf<'pad'>> = (node, context) => {
  expectCounts(context, 1, 1);
  expectAlike(context, context.inputs[0]!, context.outputs[0]!);
  const { fill } = node;
  const [least, most] = elementRange(context.outputs[0]!);
  if (!isFloat(context) && !(Number.isInteger(fill) && fill >= least && fill <= most)) {
    fail(context, 'BadParameter', `the fill ${fill} does not fit the value`);
  }
  return [hull([context.ranges[0]!, { low: fill, high: fill }])];
};

export const constant: Rule<NodeOf<'constant'>> = (node, context) => {
  expectCounts(context, 0, 0);
  const [output] = context.outputs;
  const facts = boundedTensor(context, node.params.value, 'value', output!.type, elementRange(output!));
  return [{ low: facts.least, high: facts.most }];
};

export const gather: Rule<NodeOf<'gather'>> = (node, context) => {
  expectCounts(context, 1, 1);
  expectType(context, context.inputs[0]!, 'i32');
  const [output] = context.outputs;
  expectActivations(context, output!);
  const { tensor } = context.facts(node.params.table);
  const rows = tensor.shape[0]!;
  const { low, high } = context.ranges[0]!;
  if (low < 0 || high >= rows) {
    fail(context, 'BadGraph', `indices can be ${low} to ${high}, the table has ${rows} rows`);
  }
  const copies = node.params.mult === undefined;
  const type = typeOfData(tensor.data);
  if (copies ? type !== output!.type : isFloat(context) || type !== 'i8') {
    fail(context, 'BadParameter', `a table of ${type} does not give ${output!.type}`);
  }
  const facts = boundedTensor(context, node.params.table, 'table', type);
  if (copies) {
    if (node.params.shift !== undefined) fail(context, 'BadParameter', 'has a shift but no multiplier');
    return [{ low: facts.least, high: facts.most }];
  }
  expectRequant(context, node.params, rows);
  return [typeInterval(output!)];
};

export const resize: Rule<NodeOf<'resize'>> = (_, context) => {
  expectCounts(context, 1, 1);
  expectAlike(context, context.inputs[0]!, context.outputs[0]!);
  expectActivations(context, context.outputs[0]!);
  return [context.ranges[0]!];
};
