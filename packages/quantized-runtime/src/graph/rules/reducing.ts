import { elementCount } from '../element-types.ts';
import type { NodeOf, Value } from '../graph.ts';
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
  fail,
  isFloat,
  type Rule,
  type RuleContext,
  reach,
  typeInterval,
} from './context.ts';

/** An exact sum of `count` elements fits int32. */
function expectSum(context: RuleContext, count: number): void {
  const most = count * reach(centred(context.ranges[0]!, context.inputs[0]!));
  if (most >= 2 ** 31) fail(context, 'Overflow', `a sum of ${count} elements can reach ${most}`);
}

export const pool: Rule<NodeOf<'pool'>> = (node, context) => {
  expectCounts(context, 1, 1);
  const [input] = context.inputs;
  const [output] = context.outputs;
  node.padding.forEach(([before, after], axis) => {
    if (before >= node.size[axis]! || after >= node.size[axis]!) {
      fail(context, 'BadShape', 'a window can lie in the padding alone');
    }
  });
  if (node.fn === 'max') {
    expectAlike(context, input!, output!);
    expectAbsent(context, { ...node.params });
    return [context.ranges[0]!];
  }
  expectActivations(context, input!, output!);
  if (isFloat(context)) expectAbsent(context, { ...node.params });
  else {
    const cells = elementCount(node.size);
    const padded = node.padding.some(([before, after]) => before > 0 || after > 0);
    expectSum(context, cells);
    const count = padded ? cells : 1;
    expectRequant(context, node.params, count);
    expectLength(context, context.facts(node.params.mult!), 'mult', count);
  }
  return [typeInterval(output!)];
};

export const reduce: Rule<NodeOf<'reduce'>> = (node, context) => {
  expectCounts(context, 1, 1);
  const [input] = context.inputs;
  const [output] = context.outputs;
  if (node.fn === 'max' || node.fn === 'min') {
    expectAlike(context, input!, output!);
    expectAbsent(context, { ...node.params });
    return [context.ranges[0]!];
  }
  expectActivations(context, input!, output!);
  if (isFloat(context)) expectAbsent(context, { ...node.params });
  else {
    expectSum(context, elementCount(node.axes.map((axis) => input!.shape[axis]!)));
    expectRequant(context, node.params, 1);
  }
  return [typeInterval(output!)];
};

function checkScaling(node: NodeOf<'normalize'>, context: RuleContext, { shape }: Value): void {
  const { gamma, beta, epsilon } = node.params;
  const float = isFloat(context);
  const length = shape.at(-1)!;
  if (gamma !== undefined) {
    expectLength(context, boundedTensor(context, gamma, 'gamma', float ? 'f32' : 'i16'), 'gamma', length);
  }
  if (beta !== undefined) {
    expectLength(context, boundedTensor(context, beta, 'beta', float ? 'f32' : 'i32'), 'beta', length);
  }
  expectRequant(context, node.params, 1, 24);
  if (float || node.fn === 'unit') {
    if (epsilon !== undefined) expectAbsent(context, { epsilon });
    return;
  }
  const pair = boundedTensor(context, epsilon, 'epsilon', 'i32');
  expectLength(context, pair, 'epsilon', 2);
  const [e, t] = pair.tensor.data;
  if (e! < 0 || t! < -16 || t! > 31)
    fail(context, 'BadParameter', `the epsilon ${e} * 2^-${t} is out of range`);
}

export const normalize: Rule<NodeOf<'normalize'>> = (node, context) => {
  expectCounts(context, 1, 1);
  const [input] = context.inputs;
  expectActivations(context, input!, context.outputs[0]!);
  if (input!.shape.at(-1)! > 32767) fail(context, 'TooLarge', 'normalizes more than 32767 elements');
  if (node.epsilon < 0) fail(context, 'BadParameter', 'the epsilon is negative');
  checkScaling(node, context, input!);
  return [clampOf(context, node)];
};
