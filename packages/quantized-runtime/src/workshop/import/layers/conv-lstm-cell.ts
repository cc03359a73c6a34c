import { sliceAxis } from '../build/moving-ops.ts';
import { binary } from '../build/ops.ts';
import { resolvePadding, windowCounts } from '../build/shapes.ts';
import { conv } from '../build/spatial-ops.ts';
import type { LayerContext } from '../context.ts';
import type { Cell } from './cell.ts';
import { lstmStep } from './cell.ts';
import { paddingOf, windowOf } from './window.ts';

/** An LSTM whose products are convolutions, over [...S, C] in one step, states [...S', F]. */
export const CONV_LSTM_CELL: Cell = {
  states: (cell, shape) => {
    const spatial = shape.slice(0, -1);
    const window = windowOf(cell, spatial.length);
    const padding = paddingOf(cell, spatial, window);
    const state = [...windowCounts(spatial, window, padding, cell.label), cell.config.int('filters')];
    return [state, state];
  },
  step: (cell, x, [h, c]) => {
    const g = cell.graph;
    const all = binary(g, 'add', inputSums(cell, x), stateSums(cell, h!));
    const filters = cell.config.int('filters');
    const axis = g.shape(all).length - 1;
    const gate = (index: number) => sliceAxis(g, all, axis, index * filters, filters);
    return lstmStep(cell, gate, c!);
  },
};

function inputSums(cell: LayerContext, x: number): number {
  const shape = cell.graph.shape(x);
  const spatial = shape.slice(0, -1);
  const window = windowOf(cell, spatial.length);
  const padding = paddingOf(cell, spatial, window);
  const width = 4 * cell.config.int('filters');
  const kernel = cell.param('kernel', [...window.size, shape.at(-1)!, width]);
  const params = cell.has('bias') ? { kernel, bias: cell.param('bias', [width]) } : { kernel };
  return conv(cell.graph, x, params, width, window, padding, 1);
}

/** The state is convolved with stride 1 and padding `same`, whatever the input is. */
function stateSums(cell: LayerContext, h: number): number {
  const shape = cell.graph.shape(h);
  const spatial = shape.slice(0, -1);
  const ones = spatial.map(() => 1);
  const window = { ...windowOf(cell, spatial.length), strides: ones, dilations: ones };
  const padding = resolvePadding('same', spatial, window, cell.label);
  const filters = cell.config.int('filters');
  const kernel = cell.param('recurrent_kernel', [...window.size, filters, 4 * filters]);
  return conv(cell.graph, h, { kernel }, 4 * filters, window, padding, 1);
}
