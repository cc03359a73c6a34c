import type { RecurrentNode } from '../../../graph/graph.ts';
import { functionNamed } from '../../../numerics/functions.ts';
import { toSharedMultipliers } from '../math/multiplier.ts';
import type { LoweringContext } from './context.ts';
import { knotTable } from './lower-unary.ts';
import { lowerKernels, type Params, storePair } from './recurrent-kernels.ts';
import { GATE_SCALE, innerScales, stateScheme } from './recurrent-scales.ts';

/** rnn, lstm, gru: two int8 kernels, gates by table, int16 state (spec/operators.md, Recurrent). */
export function lowerRecurrent(context: LoweringContext, node: RecurrentNode): void {
  const { graph, calibration } = context;
  const statistics = calibration.recurrents.get(graph.nodes.indexOf(node));
  if (!statistics) throw new Error(`layer ${node.layer} was not observed`);
  const x = context.scheme(node.inputs[0]!);
  const input = context.inputWithin(node.inputs[0]!, x, node.layer);
  const inner = innerScales(node, statistics);
  const sums = lowerKernels(context, node, statistics, x, context.bounds(input), inner);
  const prefix = node.params.kernel;
  const table = (role: string, fn: RecurrentNode['activation'], from: number, to: number): string =>
    context.derived(`${prefix}.${role}`, [1025], knotTable(functionNamed(fn), from, stateScheme(to)));
  const pair = (role: string, factors: readonly number[]): Params =>
    storePair(context, prefix, role, factors);
  const shared = (role: string, a: number, b: number): Params => {
    const { mults, shift } = toSharedMultipliers(a, b);
    return {
      [`mult${role}`]: context.derived(`${prefix}.mult${role}`, [2], Int32Array.from(mults)),
      [`shift${role}`]: context.derived(`${prefix}.shift${role}`, [1], Uint8Array.of(shift)),
    };
  };
  const out = node.outputs.map((value) => context.scheme(value).scale);
  const states =
    node.fn === 'lstm' ? [inner.hidden / out[0]!, inner.cell / out[2]!] : [inner.hidden / out[0]!];
  const params: Params = {
    ...sums,
    activationTable: table('activationTable', node.activation, inner.candidate, inner.activated),
    ...pair('Output', states),
  };
  if (node.fn !== 'rnn') {
    const rec = node.recurrentActivation;
    params['recurrentTable'] = table('recurrentTable', rec, inner.gate, GATE_SCALE);
  }
  if (node.fn === 'lstm') {
    params['cellTable'] = table('cellTable', node.activation, inner.cell, inner.activated);
    const written = (GATE_SCALE * inner.activated) / inner.cell;
    Object.assign(params, shared('Cell', GATE_SCALE, written));
    Object.assign(params, pair('Hidden', [(GATE_SCALE * inner.activated) / inner.hidden]));
  }
  if (node.fn === 'gru') {
    const written = (GATE_SCALE * inner.activated) / inner.hidden;
    Object.assign(params, shared('Hidden', GATE_SCALE, written));
  }
  const inputs = [input, ...node.inputs.slice(1).map((value) => context.input(value))];
  const outputs = node.outputs.map((value) => context.output(value));
  const { kernel, recurrent, ...others } = params;
  context.emit({ ...node, inputs, outputs, params: { kernel: kernel!, recurrent: recurrent!, ...others } });
}
