import { type LayerType, namedEdges, present } from '../context.ts';
import { containerPaths, joinPath } from '../paths.ts';
import { only, reads, type Settings } from '../settings.ts';
import { type LayerSpec, parseLayer } from '../spec.ts';
import { cellOf } from './cells.ts';
import { kernelsAndBias } from './variables.ts';

const cellVariables = kernelsAndBias('kernel', 'recurrent_kernel');

/** A cell by itself, called on one step and its states. */
function cellLayer(
  settings: Settings,
  variables: LayerType['variables'],
  children?: LayerType['children'],
): LayerType {
  return {
    settings,
    arguments: reads('states'),
    positions: ['inputs', 'states', 'training'],
    ...(variables === undefined ? {} : { variables }),
    ...(children === undefined ? {} : { children }),
    lower: (layer, call) => {
      const states = namedEdges(call, 'states');
      const [x, ...given] = [...call.inputs, ...present(layer, states)].map(({ value }) => value);
      if (x === undefined) throw layer.refuse('it has no input');
      const next = cellOf(layer).step(layer, x, given);
      return [next.output, ...next.states].map((value) => ({ value, mask: null }));
    },
  };
}

function stackedChildren(spec: LayerSpec) {
  const cells = spec.config.list('cells').map((entry, i) => parseLayer(entry, `cell ${i} of ${spec.name}`));
  const paths = containerPaths('cells', cells);
  return cells.map((cell, i) => ({ path: joinPath(paths[i]!), spec: cell }));
}

const GATED = reads('units', 'activation', 'recurrent_activation', 'use_bias');

const CONVOLVED = {
  ...reads('filters', 'kernel_size', 'strides', 'padding', 'dilation_rate'),
  ...reads('activation', 'recurrent_activation', 'use_bias'),
};

export const CELL_LAYERS: Readonly<Record<string, LayerType>> = {
  SimpleRNNCell: cellLayer(reads('units', 'activation', 'use_bias'), cellVariables),
  LSTMCell: cellLayer(GATED, cellVariables),
  GRUCell: cellLayer({ ...GATED, ...reads('reset_after') }, cellVariables),
  ConvLSTMCell: cellLayer(CONVOLVED, cellVariables),
  StackedRNNCells: {
    ...cellLayer(reads('cells'), undefined, stackedChildren),
    arguments: { ...reads('states'), ...only('constants', [null], 'cells take no constants') },
  },
};
