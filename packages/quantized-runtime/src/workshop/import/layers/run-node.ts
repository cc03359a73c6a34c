import type { RecurrentNode, UnaryFn } from '../../../graph/graph.ts';
import { recurrent } from '../build/recurrent-op.ts';
import type { LayerContext } from '../context.ts';
import { lookUp } from '../look-up.ts';
import { plainActivation } from './activations.ts';
import type { Run } from './recurrent-run.ts';
import { stepOf } from './steps.ts';

const NODE_FN: Readonly<Record<string, RecurrentNode['fn']>> = {
  SimpleRNNCell: 'rnn',
  LSTMCell: 'lstm',
  GRUCell: 'gru',
};

interface NodeSettings {
  readonly fn: RecurrentNode['fn'];
  readonly activation: UnaryFn | 'linear';
  readonly recurrentActivation: UnaryFn | 'linear';
}

/** Functions that stay within [-1, 1], as integer gates must. */
const GATES: ReadonlySet<UnaryFn | 'linear'> = new Set<UnaryFn>([
  'sigmoid',
  'hardSigmoid',
  'sparseSigmoid',
  'tanh',
  'hardTanh',
  'softsign',
  'erf',
]);

/**
 * What a recurrent node can express; null for other cells, for activations with constants of their own, and for gates
 * without bounds.
 */
export function nodeSettings(layer: LayerContext, x: number): NodeSettings | null {
  const cell = layer.child(0);
  const fn = lookUp(NODE_FN, cell.spec.className);
  if (fn === undefined || layer.graph.shape(x).length !== 2) return null;
  const activation = plainActivation(cell.config.get('activation') ?? 'tanh', cell);
  const recurrentActivation = plainActivation(cell.config.get('recurrent_activation') ?? 'sigmoid', cell);
  if (activation === null || recurrentActivation === null) return null;
  if (fn !== 'rnn' && !GATES.has(recurrentActivation)) return null;
  return { fn, activation, recurrentActivation };
}

/** A recurrent layer as one node. */
export function runNode(layer: LayerContext, x: number, mask: number | null, settings: NodeSettings): Run {
  const g = layer.graph;
  const cell = layer.child(0);
  const units = cell.config.int('units');
  const width = { rnn: 1, lstm: 4, gru: 3 }[settings.fn] * units;
  const resetAfter = settings.fn === 'gru' && cell.config.bool('reset_after', true);
  const zeroOutputForMask = layer.config.bool('zero_output_for_mask', false);
  const kernel = cell.param('kernel', [g.shape(x)[1]!, width]);
  const params = { kernel, recurrent: cell.param('recurrent_kernel', [units, width]) };
  const bias = cell.has('bias') ? { bias: cell.param('bias', resetAfter ? [2, width] : [width]) } : {};
  const [sequence, ...states] = recurrent(g, x, mask, {
    ...settings,
    units,
    backwards: layer.config.bool('go_backwards', false),
    resetAfter,
    zeroOutputForMask,
    params: { ...params, ...bias },
  });
  const last = zeroOutputForMask && mask !== null ? stepOf(layer, sequence!, g.shape(x)[0]! - 1) : states[0]!;
  return { sequence: sequence!, last, states };
}
