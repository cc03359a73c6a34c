import { binary, sliceAxis } from '../build/ops.ts';
import { resolvePadding, type Window, windowCounts } from '../build/shapes.ts';
import { conv } from '../build/spatial-ops.ts';
import type { LayerContext } from '../context.ts';
import { activate } from './activations.ts';
import type { Cell } from './cell.ts';

/** An LSTM whose products are convolutions, over [...S, C] in one step, states [...S', F]. */
export const CONV_LSTM_CELL: Cell = {
  states: (cell, shape) => {
    const spatial = shape.slice(0, -1);
    const window = inputWindow(cell, spatial.length);
    const padding = resolvePadding(cell.config.string('padding', 'valid'), spatial, window, cell.label);
    const state = [...windowCounts(spatial, window, padding, cell.label), cell.config.int('filters')];
    return [state, state];
  },
  step: (cell, x, [h, c]) => {
    const g = cell.graph;
    const all = binary(g, 'add', inputSums(cell, x), stateSums(cell, h!));
    const filters = cell.config.int('filters');
    const axis = g.shape(all).length - 1;
    const gate = (index: number) => sliceAxis(g, all, axis, index * filters, filters);
    const act = (value: number) => activate(cell, value, cell.config.get('activation') ?? 'tanh');
    const rec = (value: number) =>
      activate(cell, value, cell.config.get('recurrent_activation') ?? 'sigmoid');
    const kept = binary(g, 'mul', rec(gate(1)), c!);
    const next = binary(g, 'add', kept, binary(g, 'mul', rec(gate(0)), act(gate(2))));
    const output = binary(g, 'mul', rec(gate(3)), act(next));
    return { output, states: [output, next] };
  },
};

function inputWindow(cell: LayerContext, rank: number): Window {
  const { config } = cell;
  return {
    size: config.intsOfRank('kernel_size', rank),
    strides: config.intsOfRank('strides', rank, 1),
    dilations: config.intsOfRank('dilation_rate', rank, 1),
  };
}

function inputSums(cell: LayerContext, x: number): number {
  const shape = cell.graph.shape(x);
  const spatial = shape.slice(0, -1);
  const window = inputWindow(cell, spatial.length);
  const padding = resolvePadding(cell.config.string('padding', 'valid'), spatial, window, cell.label);
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
  const window = { ...inputWindow(cell, spatial.length), strides: ones, dilations: ones };
  const padding = resolvePadding('same', spatial, window, cell.label);
  const filters = cell.config.int('filters');
  const kernel = cell.param('recurrent_kernel', [...window.size, filters, 4 * filters]);
  return conv(cell.graph, h, { kernel }, 4 * filters, window, padding, 1);
}
