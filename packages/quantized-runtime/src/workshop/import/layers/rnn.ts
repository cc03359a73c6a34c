import { elementCount } from '../../../graph/element-types.ts';
import type { RecurrentNode, UnaryFn } from '../../../graph/graph.ts';
import { concat, constant, reshape, select, sliceAxis, transpose } from '../build/ops.ts';
import { recurrent } from '../build/recurrent-op.ts';
import { type ChildSpec, type Edge, type LayerContext, type LayerType, namedEdge } from '../context.ts';
import { lookUp } from '../look-up.ts';
import { type LayerSpec, parseLayer } from '../spec.ts';
import { plainActivation } from './activations.ts';
import { CELL_LAYERS, cellOf, zeroStates } from './cells.ts';
import { maskLike } from './masks.ts';

/** What runs over a sequence: all outputs, the last one, and the last states. */
interface Run {
  readonly sequence: number;
  readonly last: number;
  readonly states: readonly number[];
}

/** A recurrent layer is its cell, run over the steps of the input [T, ...]. */
function recurrentLayer(children: (spec: LayerSpec) => readonly ChildSpec[]): LayerType {
  return {
    children,
    lower: (layer, call) => {
      const { config } = layer;
      const [x, ...given] = [...call.inputs, ...(call.named['initial_state'] ?? [])];
      if (x === undefined) throw layer.refuse('it has no input');
      if (config.bool('stateful', false)) {
        layer.run.notify(
          `Layer "${layer.label}" is stateful: here every prediction starts from zero states, as after reset_states().`,
        );
      }
      const mask = namedEdge(call, 'mask')?.value ?? x.mask;
      const run = runSequence(
        layer,
        x.value,
        mask,
        given.map(({ value }) => value),
      );
      const sequences = config.bool('return_sequences', false);
      const first: Edge = { value: sequences ? run.sequence : run.last, mask: sequences ? mask : null };
      if (!config.bool('return_state', false)) return first;
      return [first, ...run.states.map((value) => ({ value, mask: null }))];
    },
  };
}

function runSequence(layer: LayerContext, x: number, mask: number | null, given: readonly number[]): Run {
  const format = layer.config.string('data_format', 'channels_last');
  if (format === 'channels_first') return runChannelsFirst(layer, x, mask, given);
  const settings = given.length === 0 ? nodeSettings(layer, x) : null;
  return settings === null ? unroll(layer, x, mask, given) : runNode(layer, x, mask, settings);
}

/** [T, C, ...S] with the channels at the end, and back. */
function runChannelsFirst(
  layer: LayerContext,
  x: number,
  mask: number | null,
  given: readonly number[],
): Run {
  const g = layer.graph;
  const toLast = (value: number, from: number) => {
    const axes = [...g.shape(value).keys()].filter((axis) => axis !== from);
    return transpose(g, value, [...axes, from]);
  };
  const toFirst = (value: number, to: number) => {
    const axes = [...g.shape(value).keys()].slice(0, -1);
    return transpose(g, value, [...axes.slice(0, to), axes.length, ...axes.slice(to)]);
  };
  const run = unroll(
    layer,
    toLast(x, 1),
    mask,
    given.map((state) => toLast(state, 0)),
  );
  return {
    sequence: toFirst(run.sequence, 1),
    last: toFirst(run.last, 0),
    states: run.states.map((state) => toFirst(state, 0)),
  };
}

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

/** What a recurrent node can express; null for other cells, for activations with
 constants of their own, and for gates without bounds. */
function nodeSettings(layer: LayerContext, x: number): NodeSettings | null {
  const cell = layer.child(0);
  const fn = lookUp(NODE_FN, cell.spec.className);
  if (fn === undefined || layer.graph.shape(x).length !== 2) return null;
  const activation = plainActivation(cell.config.get('activation') ?? 'tanh', cell);
  const recurrentActivation = plainActivation(cell.config.get('recurrent_activation') ?? 'sigmoid', cell);
  if (activation === null || recurrentActivation === null) return null;
  if (fn !== 'rnn' && !GATES.has(recurrentActivation)) return null;
  return { fn, activation, recurrentActivation };
}

function runNode(layer: LayerContext, x: number, mask: number | null, settings: NodeSettings): Run {
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

/** One step [...] of [T, ...]. */
export function stepOf(layer: LayerContext, x: number, t: number): number {
  const g = layer.graph;
  return reshape(g, sliceAxis(g, x, 0, t, 1), g.shape(x).slice(1));
}

/** Steps [...] as one value [T, ...]. */
export function stackSteps(layer: LayerContext, steps: readonly number[]): number {
  const g = layer.graph;
  return concat(
    g,
    steps.map((step) => reshape(g, step, [1, ...g.shape(step)])),
    0,
  );
}

/**
 * The cell, step after step. A masked step keeps the states and repeats the last output (zero before the
 * first, or always with `zero_output_for_mask`).
 */
function unroll(layer: LayerContext, x: number, mask: number | null, given: readonly number[]): Run {
  const g = layer.graph;
  const cell = layer.child(0);
  const shape = g.shape(x);
  const count = shape[0]!;
  let states: readonly number[] = given.length > 0 ? given : zeroStates(cell, shape.slice(1));
  const outputs: number[] = [];
  for (let i = 0; i < count; i++) {
    const t = layer.config.bool('go_backwards', false) ? count - 1 - i : i;
    const next = cellOf(cell).step(cell, stepOf(layer, x, t), states);
    if (mask === null) {
      states = next.states;
      outputs.push(next.output);
      continue;
    }
    const keep = sliceAxis(g, mask, 0, t, 1);
    const choose = (a: number, b: number) => select(g, maskLike(g, keep, a), a, b);
    const repeat = layer.config.bool('zero_output_for_mask', false) ? undefined : outputs.at(-1);
    const before = states;
    states = next.states.map((state, s) => choose(state, before[s]!));
    outputs.push(choose(next.output, repeat ?? zerosLike(layer, next.output)));
  }
  return { sequence: stackSteps(layer, outputs), last: outputs.at(-1)!, states };
}

function zerosLike(layer: LayerContext, value: number): number {
  const shape = layer.graph.shape(value);
  const size = elementCount(shape);
  return constant(layer.graph, `${layer.label}/zeros_${shape.join('x')}`, shape, new Float32Array(size));
}

/** The cell of a layer that has the cell's settings among its own. */
function ownCell(className: string): (spec: LayerSpec) => readonly ChildSpec[] {
  return (spec) => [{ path: 'cell', spec: { ...spec, className, name: 'cell' } }];
}

/** The cell of an `RNN`; a list of cells stands for a stack. */
function givenCell(spec: LayerSpec): readonly ChildSpec[] {
  return [{ path: 'cell', spec: parseLayer(spec.config.get('cell'), `the cell of ${spec.config.where}`) }];
}

export const RNN_LAYERS: Readonly<Record<string, LayerType>> = {
  ...CELL_LAYERS,
  SimpleRNN: recurrentLayer(ownCell('SimpleRNNCell')),
  LSTM: recurrentLayer(ownCell('LSTMCell')),
  GRU: recurrentLayer(ownCell('GRUCell')),
  ConvLSTM1D: recurrentLayer(ownCell('ConvLSTMCell')),
  ConvLSTM2D: recurrentLayer(ownCell('ConvLSTMCell')),
  ConvLSTM3D: recurrentLayer(ownCell('ConvLSTMCell')),
  RNN: recurrentLayer(givenCell),
};
