import { broadcastsTo } from '../broadcast.ts';
import { countRead } from '../count.ts';
import { rowEffort } from '../effort/effort.ts';
import { elementCount, showShape } from '../element-types.ts';
import { needs, spreadBytes } from '../memory/needs.ts';
import type { NodeBase } from '../node.ts';
import type { Operator } from '../operator.ts';
import {
  boundedTensor,
  expectAbsent,
  expectActivations,
  expectLength,
  expectType,
  fail,
  type RuleContext,
} from '../rules/context.ts';
import { typeInterval } from '../rules/interval.ts';
import { booleanField } from '../schema/field.ts';
import { roles } from '../schema/fields.ts';
import { badShape } from '../shapes/context.ts';

/** Over the last axis. An optional second input is a mask (1 keep, 0 drop). `log` in f32 only. */
export interface SoftmaxNode extends NodeBase {
  readonly op: 'softmax';
  readonly log: boolean;
  /** i32 [512] in integer graphs: exponentials of the high and the low byte, see spec/operators.md. */
  readonly params: { readonly table?: string };
}

/** Scale, zero point and full scale of the output (spec/operators.md). */
export const SOFTMAX_OUTPUT = {
  a16: { scale: 1 / 32767, zero: 0, full: 32767 },
  a8: { scale: 1 / 255, zero: -128, full: 255 },
} as const;

function checkTable({ params }: SoftmaxNode, context: RuleContext): void {
  const table = boundedTensor(context, params.table, 'table', 'i32', [0, 2 ** 30]);
  expectLength(context, table, 'table', 512);
  const { data } = table.tensor;
  if (data[0] !== 2 ** 30 || data[256] !== 2 ** 15 || data.subarray(256).some((entry) => entry > 2 ** 15)) {
    fail(context, 'BadParameter', 'the table should begin with 2^30 and go on with 2^15 at 256');
  }
}

export const softmax = {
  fields: { log: booleanField, params: roles([], ['table']) },
  inputs: [1, 2],
  outputs: 1,
  shapes(node, { inputs: [input, mask] }) {
    if (input!.length < 1) badShape(node, 'needs a last axis');
    if (mask !== undefined && !broadcastsTo(mask, input!)) {
      badShape(node, `${showShape(mask)} does not broadcast to ${showShape(input!)}`);
    }
    return [input!];
  },
  bounds(node, context) {
    const { profile } = context;
    const [input, mask] = context.inputs;
    const [output] = context.outputs;
    expectActivations(context, input!, output!);
    if (mask !== undefined) expectType(context, mask, 'u8');
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
    checkTable(node, context);
    return [{ low: zero, high: zero + full }];
  },
  count: countRead,
  effort: rowEffort,
  memory(_, { inputs, profile }) {
    const [shape, ...masks] = inputs;
    const spread = spreadBytes(masks.map(elementCount), elementCount(shape!), 1);
    return profile === 'f32' ? needs(0, spread) : needs(2048, spread + shape!.at(-1)! * 4 + 16);
  },
  kinds: { integer: 'softmax', f32: 'softmax' },
} as const satisfies Operator<SoftmaxNode>;
