import {
  type Call,
  type ChildSpec,
  type Edge,
  type LayerContext,
  type LayerType,
  namedEdges,
  present,
} from '../context.ts';
import { only, reads, type Settings } from '../settings.ts';
import { type LayerSpec, parseLayer } from '../spec.ts';
import { CELL_LAYERS } from './cell-layers.ts';
import { namedMask } from './masks.ts';
import type { Run } from './recurrent-run.ts';
import { nodeSettings, runNode } from './run-node.ts';
import { unroll, unrollChannelsFirst } from './unroll.ts';
import { dataFormat } from './window.ts';

/** How a sequence is run, whatever the cell is. */
const RUN: Settings = {
  ...reads('return_sequences', 'return_state', 'go_backwards', 'stateful', 'zero_output_for_mask'),
  ...only(
    'time_major',
    [false],
    'steps come after the batch: give it time_major=False, and permute before and after',
  ),
};

/** A recurrent layer is its cell, run over the steps of the input [T, ...]. */
function recurrentLayer(settings: Settings, children: (spec: LayerSpec) => readonly ChildSpec[]): LayerType {
  return {
    settings: { ...RUN, ...settings },
    arguments: {
      ...reads('initial_state', 'mask'),
      ...only('constants', [null], 'cells take no constants'),
    },
    positions: ['inputs', 'initial_state', 'mask', 'training'],
    children,
    lower: (layer, call) => {
      const { config } = layer;
      const [x, ...given] = [...call.inputs, ...present(layer, namedEdges(call, 'initial_state'))];
      if (x === undefined) throw layer.refuse('it has no input');
      if (config.bool('stateful', false)) {
        layer.run.notify(
          `Layer "${layer.label}" is stateful: here every prediction starts from zero states, as after reset_states().`,
        );
      }
      const mask = namedMask(layer.graph, call, 'mask') ?? x.mask;
      const run = runSequence(
        layer,
        x.value,
        maskOfRun(layer, call, x),
        given.map(({ value }) => value),
      );
      const sequences = config.bool('return_sequences', false);
      const first: Edge = { value: sequences ? run.sequence : run.last, mask: sequences ? mask : null };
      if (!config.bool('return_state', false)) return first;
      return [first, ...run.states.map((value) => ({ value, mask: null }))];
    },
  };
}

/**
 * The steps that count. Throws ImportError `unsupported-setting` where Keras has no one answer. Keras 3 leaves out the mask that came along as soon as a call gives states, too, and hands it on
 * all the same; Keras 2 does not.
 */
export function maskOfRun(layer: LayerContext, call: Call, x: Edge): number | null {
  const mask = chosenMask(layer, call, x);
  const { config } = layer;
  if (mask !== null && config.bool('zero_output_for_mask', false) && config.bool('unroll', false)) {
    throw layer.refuse(
      'of 0 at masked steps that are unrolled (in Bidirectional always) the backends of Keras make different things: save it with unroll=False',
    );
  }
  if (mask === null || layer.graph.shape(mask).length === 1) return mask;
  throw layer.refuse(
    'its mask says more than which steps count, of which the backends of Keras make different things: mask whole steps',
  );
}

function chosenMask(layer: LayerContext, call: Call, x: Edge): number | null {
  const given = namedMask(layer.graph, call, 'mask');
  if (given !== undefined) return given;
  const hasStates = present(layer, namedEdges(call, 'initial_state')).length > 0;
  return hasStates && layer.dialect !== 'keras2' ? null : x.mask;
}

function runSequence(layer: LayerContext, x: number, mask: number | null, given: readonly number[]): Run {
  if (dataFormat(layer) === 'channels_first') return unrollChannelsFirst(layer, x, mask, given);
  const settings = given.length === 0 ? nodeSettings(layer, x) : null;
  return settings === null ? unroll(layer, x, mask, given) : runNode(layer, x, mask, settings);
}

/** A layer that has the settings of its cell among its own. */
function ownCell(className: string, settings: Settings = {}): LayerType {
  const cell = CELL_LAYERS[className]!.settings;
  return recurrentLayer({ ...settings, ...cell }, (spec) => [
    { path: 'cell', spec: { ...spec, className, name: 'cell', config: spec.config.pick(Object.keys(cell)) } },
  ]);
}

/** The cell of an `RNN`; a list of cells stands for a stack. */
function givenCell(spec: LayerSpec): readonly ChildSpec[] {
  return [{ path: 'cell', spec: parseLayer(spec.config.get('cell'), `the cell of ${spec.config.where}`) }];
}

export const RNN_LAYERS: Readonly<Record<string, LayerType>> = {
  ...CELL_LAYERS,
  SimpleRNN: ownCell('SimpleRNNCell'),
  LSTM: ownCell('LSTMCell'),
  GRU: ownCell('GRUCell'),
  ConvLSTM1D: ownCell('ConvLSTMCell', reads('data_format')),
  ConvLSTM2D: ownCell('ConvLSTMCell', reads('data_format')),
  ConvLSTM3D: ownCell('ConvLSTMCell', reads('data_format')),
  RNN: recurrentLayer(reads('cell'), givenCell),
};
