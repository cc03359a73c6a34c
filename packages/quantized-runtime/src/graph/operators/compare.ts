import { countRead } from '../count.ts';
import { NO_EFFORT } from '../effort/effort.ts';
import { elementCount, TYPE_RANGE } from '../element-types.ts';
import { fewNeeds } from '../memory/needs.ts';
import type { NodeBase } from '../node.ts';
import type { Operator } from '../operator.ts';
import { expectType, fail } from '../rules/context.ts';
import { choiceField, realField } from '../schema/field.ts';
import { badShape } from '../shapes/context.ts';

/** x != constant on any (`all: false`) or every element of the last axis, or elementwise: gives a mask of u8. */
export interface CompareNode extends NodeBase {
  readonly op: 'compare';
  readonly fn: 'ne' | 'eq' | 'gt' | 'ge' | 'lt' | 'le';
  readonly constant: number;
  readonly reduceLast: 'none' | 'any' | 'all';
}

export const compare = {
  fields: {
    fn: choiceField('ne', 'eq', 'gt', 'ge', 'lt', 'le'),
    constant: realField,
    reduceLast: choiceField('none', 'any', 'all'),
  },
  inputs: [1, 1],
  outputs: 1,
  shapes(node, { inputs: [input] }) {
    if (node.reduceLast === 'none') return [input!];
    return [input!.length < 1 ? badShape(node, 'needs a last axis') : input!.slice(0, -1)];
  },
  bounds({ constant }, context) {
    expectType(context, context.outputs[0]!, 'u8');
    const { type } = context.inputs[0]!;
    const [least, most] = TYPE_RANGE[type];
    if (type !== 'f32' && !(Number.isInteger(constant) && constant >= least && constant <= most)) {
      fail(context, 'BadParameter', `the constant ${constant} does not fit type ${type}`);
    }
    return [{ low: 0, high: 1 }];
  },
  count: countRead,
  effort: ({ reduceLast }, { inputs: [input], outputs: [output] }) => ({
    ...NO_EFFORT,
    products: elementCount(input!),
    writes: elementCount(output!),
    runs: reduceLast === 'none' ? 0 : elementCount(output!),
  }),
  memory: fewNeeds,
  kinds: { integer: 'compare', f32: 'compare' },
} as const satisfies Operator<CompareNode>;
