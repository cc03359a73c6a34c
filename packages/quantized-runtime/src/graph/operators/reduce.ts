import { countRead } from '../count.ts';
import { lanes, rowsOf } from '../effort/effort.ts';
import { elementCount } from '../element-types.ts';
import { LIMITS } from '../limits.ts';
import { needs } from '../memory/needs.ts';
import type { NodeBase, Requant } from '../node.ts';
import type { Operator } from '../operator.ts';
import { expectSum } from '../rules/accumulator.ts';
import { expectAbsent, expectActivations, expectAlike, expectRequant, isFloat } from '../rules/context.ts';
import { typeInterval } from '../rules/interval.ts';
import { choiceField, listField } from '../schema/field.ts';
import { axis, requant, roles } from '../schema/fields.ts';
import { badShape } from '../shapes/context.ts';

export interface ReduceNode extends NodeBase {
  readonly op: 'reduce';
  readonly fn: 'sum' | 'mean' | 'max' | 'min';
  readonly axes: readonly number[];
  readonly params: Requant;
}

const kinds = {
  sum: 'reduce.sum',
  mean: 'reduce.sum',
  max: 'reduce.extreme',
  min: 'reduce.extreme',
} as const;

export const reduce = {
  fields: {
    fn: choiceField('sum', 'mean', 'max', 'min'),
    axes: listField(axis, LIMITS.rank, 1),
    params: roles([], requant),
  },
  inputs: [1, 1],
  outputs: 1,
  shapes(node, { inputs: [input] }) {
    const { axes } = node;
    if (new Set(axes).size !== axes.length) badShape(node, 'repeats an axis');
    for (const axis of axes) if (axis >= input!.length) badShape(node, `has no axis ${axis}`);
    return [input!.filter((_, axis) => !axes.includes(axis))];
  },
  bounds(node, context) {
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
  },
  count: countRead,
  /** Every element is read once, side by side where the last axis stays; every output is written once. */
  effort(node, { inputs: [input], outputs: [output] }) {
    const elements = elementCount(input!);
    const rows = rowsOf(input!);
    const alongLast = node.axes.includes(input!.length - 1);
    return {
      products: alongLast ? 0 : rows * lanes(input!.at(-1) ?? 1),
      writes: elementCount(output!),
      reads: alongLast ? elements : 0,
      runs: rows,
    };
  },
  /** Elements are put in order first where those that are summed do not lie in front. */
  memory(node, { inputs: [input], inputBytes }) {
    const axes = input!.map((size, axis) => ({ size, reduced: node.axes.includes(axis) }));
    const long = axes.filter(({ size }) => size > 1);
    const isInOrder = long.every(({ reduced }, i) => !reduced || i === 0 || long[i - 1]!.reduced);
    return needs(0, isInOrder ? 0 : elementCount(input!) * inputBytes);
  },
  kinds: { integer: kinds, f32: kinds },
} as const satisfies Operator<ReduceNode>;
