import { type ChildSpec, type Edge, type LayerContext, type LayerType, namedEdge } from '../context.ts';
import { type LayerSpec, parseLayer } from '../spec.ts';
import { CELL_LAYERS } from './cell-layers.ts';
import type { Run } from './recurrent-run.ts';
import { nodeSettings, runNode } from './run-node.ts';
import { unroll, unrollChannelsFirst } from './unroll.ts';

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
  if (format === 'channels_first') return unrollChannelsFirst(layer, x, mask, given);
  const settings = given.length === 0 ? nodeSettings(layer, x) : null;
  return settings === null ? unroll(layer, x, mask, given) : runNode(layer, x, mask, settings);
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
