import { lanes } from '../effort/effort.ts';
import { volume, windowOf } from '../effort/window.ts';
import { elementCount } from '../element-types.ts';
import { needs } from '../memory/needs.ts';
import type { NodeBase, Padding, Requant } from '../node.ts';
import type { Operator } from '../operator.ts';
import { expectSum } from '../rules/accumulator.ts';
import {
  expectAbsent,
  expectActivations,
  expectAlike,
  expectLength,
  expectRequant,
  fail,
  isFloat,
  type RuleContext,
} from '../rules/context.ts';
import { typeInterval } from '../rules/interval.ts';
import { choiceField } from '../schema/field.ts';
import { padding, requant, roles, sizes } from '../schema/fields.ts';
import { slide } from '../shapes/window.ts';

/** Padding cells never win a maximum and never count in an average. avg: `mult[count - 1]`. */
export interface PoolNode extends NodeBase {
  readonly op: 'pool';
  readonly fn: 'max' | 'avg';
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly padding: Padding;
  readonly params: Requant;
}

const kinds = { max: 'pool.max', avg: 'pool.avg' } as const;

/** One multiplier for windows that are whole, or one for each number of cells that a window may hold. */
function checkAverage(node: PoolNode, context: RuleContext): void {
  const cells = elementCount(node.size);
  const padded = node.padding.some(([before, after]) => before > 0 || after > 0);
  expectSum(context, cells);
  const multipliers = padded ? cells : 1;
  expectRequant(context, node.params, multipliers);
  expectLength(context, context.facts(node.params.mult!), 'mult', multipliers);
}

export const pool = {
  fields: {
    fn: choiceField('max', 'avg'),
    size: sizes,
    strides: sizes,
    padding,
    params: roles([], requant),
  },
  inputs: [1, 1],
  outputs: 1,
  shapes(node, { inputs: [input] }) {
    const ones = node.size.map(() => 1);
    return [[...slide(node, input!, node.size, ones), input!.at(-1)!]];
  },
  bounds(node, context) {
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
    else checkAverage(node, context);
    return [typeInterval(output!)];
  },
  count: (node, { outputs: [output] }) => ({
    macs: 0,
    elements: elementCount(output!) * elementCount(node.size),
  }),
  effort(node, { inputs: [input], outputs: [output] }) {
    const window = windowOf(node, node.size, input!, output!);
    const cells = volume(window.output);
    const channels = lanes(output!.at(-1)!);
    return {
      products: cells * volume(window.kernel) * channels,
      writes: cells * channels,
      reads: 0,
      runs: cells,
    };
  },
  // Factors for each number of cells that a window may hold.
  memory: (node, { param }) => needs(node.params.mult === undefined ? 0 : elementCount(param('mult')) * 128),
  kinds: { integer: kinds, f32: kinds },
} as const satisfies Operator<PoolNode>;
