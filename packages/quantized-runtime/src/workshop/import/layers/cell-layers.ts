import type { LayerType } from '../context.ts';
import { containerPaths, joinPath } from '../paths.ts';
import { type LayerSpec, parseLayer } from '../spec.ts';
import { cellOf } from './cells.ts';
import { kernelsAndBias } from './variables.ts';

const cellVariables = kernelsAndBias('kernel', 'recurrent_kernel');

/** A cell by itself, called on one step and its states. */
function cellLayer(variables: LayerType['variables'], children?: LayerType['children']): LayerType {
  return {
    ...(variables === undefined ? {} : { variables }),
    ...(children === undefined ? {} : { children }),
    lower: (layer, call) => {
      const [x, ...given] = [...call.inputs, ...(call.named['states'] ?? [])].map(({ value }) => value);
      if (x === undefined) throw layer.refuse('it has no input');
      const { output, states } = cellOf(layer).step(layer, x, given);
      return [output, ...states].map((value) => ({ value, mask: null }));
    },
  };
}

function stackedChildren(spec: LayerSpec) {
  const cells = spec.config.list('cells').map((entry, i) => parseLayer(entry, `cell ${i} of ${spec.name}`));
  const paths = containerPaths('cells', cells);
  return cells.map((cell, i) => ({ path: joinPath(paths[i]!), spec: cell }));
}

export const CELL_LAYERS: Readonly<Record<string, LayerType>> = {
  SimpleRNNCell: cellLayer(cellVariables),
  LSTMCell: cellLayer(cellVariables),
  GRUCell: cellLayer(cellVariables),
  ConvLSTMCell: cellLayer(cellVariables),
  StackedRNNCells: cellLayer(undefined, stackedChildren),
};
