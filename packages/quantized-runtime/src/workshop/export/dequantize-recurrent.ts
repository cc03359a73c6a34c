import type { RecurrentNode } from '../../graph/graph.ts';
import { functionNamed } from '../../numerics/functions.ts';
import type { Dequantization } from './dequantization.ts';
import { fitTableScale } from './fit-table-scale.ts';

/** Gates of sigmoid kind come in steps of 2^-15 (spec/operators.md, Recurrent). */
const GATE_SCALE = 2 ** -15;

/** Which gate of each kind goes through `activation` rather than `recurrentActivation`. */
const CANDIDATE = { rnn: 0, lstm: 2, gru: 2 } as const;

/** Real values of one step of everything that a recurrent node keeps to itself. */
interface Steps {
  readonly gate: number;
  readonly candidate: number;
}

/** An integer graph stores tables, not the scales that they were made for: these are recovered from them. */
function stepsOf(call: Dequantization, node: RecurrentNode): Steps {
  const candidate = fitTableScale(
    call.param('activationTable')!.data,
    functionNamed(node.activation),
    activatedScale(call, node),
  );
  if (node.fn === 'rnn') return { gate: candidate, candidate };
  const table = call.param('recurrentTable')!.data;
  const gate = fitTableScale(table, functionNamed(node.recurrentActivation), GATE_SCALE);
  return { gate, candidate };
}

/** The step of the state h: `multOutput` brings it to the output's. */
function hiddenScale(call: Dequantization, node: RecurrentNode): number {
  return factor(call, 'Output', 0) * call.graph.values[node.outputs[0]!]!.scale;
}

/** The step of what `activationTable` gives. */
function activatedScale(call: Dequantization, node: RecurrentNode): number {
  const hidden = hiddenScale(call, node);
  if (node.fn === 'rnn') return hidden;
  return (factor(call, 'Hidden', node.fn === 'gru' ? 1 : 0) * hidden) / GATE_SCALE;
}

function factor(call: Dequantization, role: string, i: number): number {
  const shift = call.param(`shift${role}`)!.data;
  return call.param(`mult${role}`)!.data[i]! * 2 ** -shift[shift.length === 1 ? 0 : i]!;
}

/** Real value of one unit of each column's sum over the input, or over the state. */
function unitsOf(call: Dequantization, side: 'Input' | 'State'): Float64Array {
  const node = recurrentNode(call);
  const steps = stepsOf(call, node);
  const mults = call.param(`mult${side}`)!.data;
  const shifts = call.param('shiftGate')!.data;
  return Float64Array.from(mults, (mult, j) => {
    const isCandidate = Math.floor(j / node.units) === CANDIDATE[node.fn];
    const unit = mult * 2 ** -shifts[j]! * (isCandidate ? steps.candidate : steps.gate);
    if (side === 'Input' || !isCandidate || node.fn !== 'gru' || !node.resetAfter) return unit;
    // The reset gate multiplies the requantized sum: q = sum * multReset, r * q * multState.
    return (factor(call, 'Reset', j % node.units) * unit) / GATE_SCALE;
  });
}

function recurrentNode({ node }: Dequantization): RecurrentNode {
  if (node.op !== 'recurrent') throw new RangeError(`${node.op} is not recurrent`);
  return node;
}

function inputOf(call: Dequantization) {
  return call.graph.values[call.node.inputs[0]!]!;
}

function kernel(call: Dequantization): Float64Array {
  const units = unitsOf(call, 'Input');
  const { scale } = inputOf(call);
  return Float64Array.from(call.tensor.data, (q, i) => (q * units[i % units.length]!) / scale);
}

function recurrent(call: Dequantization): Float64Array {
  const units = unitsOf(call, 'State');
  const scale = hiddenScale(call, recurrentNode(call));
  return Float64Array.from(call.tensor.data, (q, i) => (q * units[i % units.length]!) / scale);
}

/** The input's zero point is folded into the first row; a second row (gru with resetAfter) belongs to the state. */
function bias(call: Dequantization): Float64Array {
  const input = unitsOf(call, 'Input');
  const state = unitsOf(call, 'State');
  const columns = input.length;
  const { zero } = inputOf(call);
  const sums = new Float64Array(columns);
  call.param('kernel')!.data.forEach((q, i) => {
    sums[i % columns]! += q;
  });
  return Float64Array.from(call.tensor.data, (b, i) => {
    const j = i % columns;
    return i < columns ? (b + zero * sums[j]!) * input[j]! : b * state[j]!;
  });
}

export const RECURRENT_DEQUANTIZERS = { kernel, recurrent, bias } as const;
