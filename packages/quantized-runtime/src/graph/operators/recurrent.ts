import { lanes } from '../effort/effort.ts';
import { productEffort } from '../effort/product.ts';
import { elementCount, showShape } from '../element-types.ts';
import { channelBytes, needs } from '../memory/needs.ts';
import { kernelBytes, packedProduct } from '../memory/product.ts';
import type { NodeBase } from '../node.ts';
import type { Operator } from '../operator.ts';
import { expectAccumulator } from '../rules/accumulator.ts';
import {
  boundedTensor,
  expectActivations,
  expectLength,
  expectType,
  fail,
  isFloat,
  type RuleContext,
} from '../rules/context.ts';
import { typeInterval } from '../rules/interval.ts';
import { WEIGHTS } from '../rules/kernel.ts';
import { booleanField, choiceField } from '../schema/field.ts';
import { roles, size } from '../schema/fields.ts';
import { badShape } from '../shapes/context.ts';
import { UNARY_FUNCTIONS, type UnaryFn } from '../unary-functions.ts';

/** Roles of the tensors that a node of an integer graph has besides its kernels and bias. */
const CONSTANTS = [
  'activationTable',
  'recurrentTable',
  'cellTable',
  'multInput',
  'multState',
  'shiftGate',
  'multCell',
  'shiftCell',
  'multHidden',
  'shiftHidden',
  'multReset',
  'shiftReset',
  'multOutput',
  'shiftOutput',
] as const;

export type RecurrentConstant = (typeof CONSTANTS)[number];

/**
 * A recurrent layer over x [T, I]: outputs [sequence [T, H], last state h [H], (lstm) last cell c [H]].
 * Optional second input: mask u8 [T]; a masked step keeps the state and repeats the last output.
 * kernel [I, G*H], recurrent [H, G*H], bias [G*H] (gru with resetAfter: [2, G*H]).
 */
export interface RecurrentNode extends NodeBase {
  readonly op: 'recurrent';
  readonly fn: 'rnn' | 'lstm' | 'gru';
  readonly units: number;
  readonly backwards: boolean;
  readonly resetAfter: boolean;
  readonly zeroOutputForMask: boolean;
  readonly activation: UnaryFn | 'linear';
  readonly recurrentActivation: UnaryFn | 'linear';
  /** Integer graphs carry tables and multipliers as well, by the names in spec/operators.md. */
  readonly params: { readonly kernel: string; readonly recurrent: string; readonly bias?: string } & {
    readonly [K in RecurrentConstant]?: string;
  };
}

const GATES = { rnn: 1, lstm: 4, gru: 3 } as const;

/** Columns of both kernels: G*H. */
const columnsOf = ({ fn, units }: RecurrentNode): number => GATES[fn] * units;

/** Kind and length of each constant; lengths count gates' columns (G*H), units (H) or elements. */
type Demand = readonly [kind: 'table' | 'gate' | 'mult' | 'normalized' | 'shift', length: number];

function demandsOf(node: RecurrentNode): Partial<Record<RecurrentConstant, Demand>> {
  const columns = columnsOf(node);
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

function checkConstants(node: RecurrentNode, context: RuleContext): void {
  const wanted = isFloat(context) ? {} : demandsOf(node);
  for (const role of CONSTANTS) {
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

/** Weights, constants, and in integer graphs the sums of x with the kernel and of the state with its own. */
function checkParameters(node: RecurrentNode, context: RuleContext): void {
  const { params } = node;
  const columns = columnsOf(node);
  const float = isFloat(context);
  const kernel = boundedTensor(context, params.kernel, 'kernel', float ? 'f32' : 'i8', WEIGHTS);
  const recurrent = boundedTensor(context, params.recurrent, 'recurrent', float ? 'f32' : 'i8', WEIGHTS);
  const biases = node.fn === 'gru' && node.resetAfter ? 2 : 1;
  const bias =
    params.bias === undefined ? null : boundedTensor(context, params.bias, 'bias', float ? 'f32' : 'i32');
  if (bias !== null) expectLength(context, bias, 'bias', biases * columns);
  checkConstants(node, context);
  if (float) return;
  const addends = bias?.tensor.data;
  const ofInput = addends?.subarray(0, columns) ?? null;
  const ofState = biases === 2 ? (addends?.subarray(columns) ?? null) : null;
  expectAccumulator(context, params.kernel, kernel, columns, ofInput, context.ranges[0]!);
  const states = { low: -32767, high: 32767 };
  expectAccumulator(context, params.recurrent, recurrent, columns, ofState, states);
}

const kinds = { rnn: 'recurrent.rnn', lstm: 'recurrent.lstm', gru: 'recurrent.gru' } as const;

export const recurrent = {
  fields: {
    fn: choiceField('rnn', 'lstm', 'gru'),
    units: size,
    backwards: booleanField,
    resetAfter: booleanField,
    zeroOutputForMask: booleanField,
    activation: choiceField('linear', ...UNARY_FUNCTIONS),
    recurrentActivation: choiceField('linear', ...UNARY_FUNCTIONS),
    params: roles(['kernel', 'recurrent'], ['bias', ...CONSTANTS]),
  },
  inputs: [1, 2],
  outputs: ({ fn }) => (fn === 'lstm' ? 3 : 2),
  shapes(node, { inputs: [x, mask], param }) {
    const { units } = node;
    const columns = columnsOf(node);
    const kernel = param('kernel');
    const recurrent = param('recurrent');
    if (x!.length !== 2 || kernel.length !== 2 || kernel[0] !== x![1] || kernel[1] !== columns) {
      badShape(node, `the kernel ${showShape(kernel)} does not fit ${showShape(x!)} and ${units} units`);
    }
    if (recurrent.length !== 2 || recurrent[0] !== units || recurrent[1] !== columns) {
      badShape(node, `the recurrent kernel ${showShape(recurrent)} does not fit ${units} units`);
    }
    if (mask !== undefined && (mask.length !== 1 || mask[0] !== x![0]))
      badShape(node, 'the mask needs one bit a step');
    const state = [units];
    return [[x![0]!, units], state, ...(node.fn === 'lstm' ? [state] : [])];
  },
  bounds(node, context) {
    const [input, mask] = context.inputs;
    expectActivations(context, input!, ...context.outputs);
    if (mask !== undefined) expectType(context, mask, 'u8');
    checkParameters(node, context);
    return context.outputs.map(typeInterval);
  },
  count(_, { inputs: [x], param }) {
    const steps = x![0]!;
    const weights = elementCount(param('kernel')) + elementCount(param('recurrent'));
    return { macs: steps * weights, elements: steps * param('kernel')[1]! };
  },
  effort(node, { inputs: [x], param }) {
    const [steps, width] = x as readonly [number, number];
    const columns = param('kernel')[1]!;
    const ofInput = productEffort(1, 1, 1, width, columns, 0);
    const ofState = productEffort(1, 1, 1, node.units, columns, 0);
    return {
      products: steps * (ofInput.products + ofState.products),
      writes: steps * lanes(node.units) * (columns / node.units),
      reads: steps * width,
      runs: steps,
    };
  },
  memory(node, context) {
    const { inputs, param, profile, tensor, inputBytes } = context;
    const [steps, width] = inputs[0] as readonly [number, number];
    const { units } = node;
    const columns = columnsOf(node);
    const [kernel, state] = [param('kernel'), param('recurrent')];
    const candidate = node.fn === 'gru' && !node.resetAfter;
    const packed = [
      packedProduct(tensor('kernel'), { segments: 1, length: width, channels: columns }, context),
      packedProduct(tensor('recurrent'), { segments: 1, length: units, channels: columns }, context),
      ...(candidate
        ? [
            packedProduct(
              tensor('recurrent'),
              { segments: 1, length: units, channels: units, first: 2 * units },
              context,
            ),
          ]
        : []),
    ];
    // Sums, states and the constants of gates and units.
    const constants = 2 * channelBytes(columns, context) + channelBytes(units, context);
    const own = 8 * lanes(columns) + 4 * lanes(units) + 12 * columns + 20 * units + 3 * 2064;
    const read =
      profile === 'f32'
        ? Math.min(steps, 64) * columns * 4 + 16
        : inputBytes === 1
          ? steps * width * 2 + 16
          : 0;
    const raw = Math.max(kernelBytes(kernel, context), kernelBytes(state, context));
    return needs(constants + own, read, packed, raw);
  },
  kinds: { integer: kinds, f32: kinds },
} as const satisfies Operator<RecurrentNode>;
