import type { NodeOf } from '../graph.ts';
import { RECURRENT_CONSTANTS, type RecurrentConstant } from '../vocabulary.ts';
import { expectAccumulator } from './accumulator.ts';
import {
  boundedTensor,
  expectActivations,
  expectCounts,
  expectLength,
  expectType,
  fail,
  isFloat,
  type Rule,
  type RuleContext,
  typeInterval,
} from './context.ts';

type Recurrent = NodeOf<'recurrent'>;

const GATES = { rnn: 1, lstm: 4, gru: 3 } as const;

/** Kind and length of each constant; lengths count gates' columns (G*H), units (H) or elements. */
type Demand = readonly [kind: 'table' | 'gate' | 'mult' | 'normalized' | 'shift', length: number];

function demands(node: Recurrent): Partial<Record<RecurrentConstant, Demand>> {
  const columns = GATES[node.fn] * node.units;
  const states = node.fn === 'lstm' ? 2 : 1;
  const common = {
    activationTable: ['table', 1025],
    multInput: ['gate', columns],
    multState: ['gate', columns],
    shiftGate: ['shift', columns],
    multOutput: ['normalized', states],
    shiftOutput: ['shift', states],
  } as const;
  if (node.fn === 'rnn') return common;
  const gated = { ...common, recurrentTable: ['table', 1025] } as const;
  if (node.fn === 'lstm') {
    return {
      ...gated,
      cellTable: ['table', 1025],
      multCell: ['mult', 2],
      shiftCell: ['shift', 1],
      multHidden: ['normalized', 1],
      shiftHidden: ['shift', 1],
    };
  }
  const hidden = { ...gated, multHidden: ['mult', 2], shiftHidden: ['shift', 1] } as const;
  if (!node.resetAfter) return hidden;
  return { ...hidden, multReset: ['normalized', node.units], shiftReset: ['shift', node.units] };
}

function checkConstants(node: Recurrent, context: RuleContext): void {
  const wanted = isFloat(context) ? {} : demands(node);
  for (const role of RECURRENT_CONSTANTS) {
    const demand = wanted[role];
    const name = node.params[role];
    if (demand === undefined) {
      if (name !== undefined) fail(context, 'BadParameter', `"${role}" has no meaning here`);
      continue;
    }
    const [kind, length] = demand;
    const facts = {
      table: () => boundedTensor(context, name, role, 'i16'),
      gate: () => boundedTensor(context, name, role, 'i32', [0, 2 ** 20 - 1]),
      mult: () => boundedTensor(context, name, role, 'i32', [0, 2 ** 21 - 1]),
      normalized: () => boundedTensor(context, name, role, 'i32', [2 ** 20, 2 ** 21 - 1]),
      shift: () => boundedTensor(context, name, role, 'u8', [1, 52]),
    }[kind]();
    expectLength(context, facts, role, length);
  }
}

export const recurrent: Rule<Recurrent> = (node, context) => {
  expectCounts(context, 1, 2, node.fn === 'lstm' ? 3 : 2);
  const [input, mask] = context.inputs;
  expectActivations(context, input!, ...context.outputs);
  if (mask !== undefined) expectType(context, mask, 'u8');
  const columns = GATES[node.fn] * node.units;
  const float = isFloat(context);
  const { kernel, recurrent: state, bias } = node.params;
  const weights = boundedTensor(context, kernel, 'kernel', float ? 'f32' : 'i8', [-127, 127]);
  const feedback = boundedTensor(context, state, 'recurrent', float ? 'f32' : 'i8', [-127, 127]);
  const rows = node.fn === 'gru' && node.resetAfter ? 2 : 1;
  const added = bias === undefined ? null : boundedTensor(context, bias, 'bias', float ? 'f32' : 'i32');
  if (added !== null) expectLength(context, added, 'bias', rows * columns);
  checkConstants(node, context);
  if (!float) {
    const addends = added?.tensor.data;
    expectAccumulator(
      context,
      kernel,
      weights,
      columns,
      addends?.subarray(0, columns) ?? null,
      context.ranges[0]!,
    );
    const second = rows === 2 ? (addends?.subarray(columns) ?? null) : null;
    expectAccumulator(context, state, feedback, columns, second, { low: -32767, high: 32767 });
  }
  return context.outputs.map(typeInterval);
};
