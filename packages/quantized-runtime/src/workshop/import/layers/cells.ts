import { sliceAxis } from '../build/moving-ops.ts';
import { binary, dense, scaleShift } from '../build/ops.ts';
import type { LayerContext } from '../context.ts';
import { lookUp } from '../look-up.ts';
import type { Cell } from './cell.ts';
import { act, lstmStep, rec } from './cell.ts';
import { CONV_LSTM_CELL } from './conv-lstm-cell.ts';
import { zeros } from './zeros.ts';

/** x · kernel + bias and h · recurrent, gates side by side. */
function gateSums(cell: LayerContext, x: number, h: number, gates: number): { input: number; state: number } {
  const g = cell.graph;
  const units = cell.config.int('units');
  const depth = g.shape(x).at(-1)!;
  const kernel = cell.param('kernel', [depth, gates * units]);
  const recurrent = cell.param('recurrent_kernel', [units, gates * units]);
  const bias = cell.has('bias') ? cell.param('bias', [gates * units]) : undefined;
  return {
    input: dense(g, x, kernel, gates * units, bias),
    state: dense(g, h, recurrent, gates * units),
  };
}

function gate(cell: LayerContext, all: number, index: number): number {
  const units = cell.config.int('units');
  return sliceAxis(cell.graph, all, 0, index * units, units);
}

const oneState: Cell['states'] = (cell) => [[cell.config.int('units')]];

const SimpleRNNCell: Cell = {
  states: oneState,
  step: (cell, x, [h]) => {
    const { input, state } = gateSums(cell, x, h!, 1);
    const output = act(cell, binary(cell.graph, 'add', input, state));
    return { output, states: [output] };
  },
};

const LSTMCell: Cell = {
  states: (cell) => [[cell.config.int('units')], [cell.config.int('units')]],
  step: (cell, x, [h, c]) => {
    const { input, state } = gateSums(cell, x, h!, 4);
    const all = binary(cell.graph, 'add', input, state);
    return lstmStep(cell, (index) => gate(cell, all, index), c!);
  },
};

const GRUCell: Cell = {
  states: oneState,
  step: (cell, x, [h]) => {
    const g = cell.graph;
    const { input, state, candidate } = gruSums(cell, x, h!);
    const z = rec(cell, binary(g, 'add', gate(cell, input, 0), gate(cell, state, 0)));
    const r = rec(cell, binary(g, 'add', gate(cell, input, 1), gate(cell, state, 1)));
    const fresh = act(cell, binary(g, 'add', gate(cell, input, 2), candidate(r)));
    const rest = scaleShift(g, z, -1, 1);
    const output = binary(g, 'add', binary(g, 'mul', z, h!), binary(g, 'mul', rest, fresh));
    return { output, states: [output] };
  },
};

/** With `reset_after` the reset gate acts on h · recurrent + bias, otherwise on h. */
function gruSums(cell: LayerContext, x: number, h: number) {
  const g = cell.graph;
  const units = cell.config.int('units');
  const width = 3 * units;
  const after = cell.config.bool('reset_after', true);
  const depth = g.shape(x).at(-1)!;
  const kernel = cell.param('kernel', [depth, width]);
  const recurrent = cell.param('recurrent_kernel', [units, width]);
  const rows = biasRows(cell, after, width);
  const input = dense(g, x, kernel, width, rows[0]);
  const state = dense(g, h, recurrent, width, rows[1]);
  const candidate = (r: number) =>
    after
      ? binary(g, 'mul', r, gate(cell, state, 2))
      : gate(cell, dense(g, binary(g, 'mul', r, h), recurrent, width), 2);
  return { input, state, candidate };
}

/** Bias of the input and, with `reset_after`, of the state: two rows of one variable. */
function biasRows(cell: LayerContext, after: boolean, width: number): (string | undefined)[] {
  if (!cell.has('bias')) return [undefined, undefined];
  if (!after) return [cell.param('bias', [width]), undefined];
  const data = Float32Array.from(cell.weight('bias', [2, width]).data);
  return [0, 1].map((row) =>
    cell.addTensor(`bias_${row}`, [width], data.slice(row * width, (row + 1) * width)),
  );
}

/** Cells on top of each other: the output of one is the input of the next. */
const StackedRNNCells: Cell = {
  states: (cell, shape) => {
    let input = shape;
    return cell.children.flatMap((child) => {
      const shapes = cellOf(child).states(child, input);
      input = shapes[0]!;
      return shapes;
    });
  },
  step: (cell, x, states) => {
    let input = x;
    let taken = 0;
    const next: number[] = [];
    for (const child of cell.children) {
      const inner = cellOf(child);
      const count = inner.states(child, cell.graph.shape(input)).length;
      const result = inner.step(child, input, states.slice(taken, taken + count));
      taken += count;
      next.push(...result.states);
      input = result.output;
    }
    return { output: input, states: next };
  },
};

const CELLS: Readonly<Record<string, Cell>> = {
  SimpleRNNCell,
  LSTMCell,
  GRUCell,
  StackedRNNCells,
  ConvLSTMCell: CONV_LSTM_CELL,
};

/** The step of a cell. Throws ImportError for a layer that is not one. */
export function cellOf(cell: LayerContext): Cell {
  const found = lookUp(CELLS, cell.spec.className);
  if (found === undefined) throw cell.refuse('it is not a recurrent cell');
  return found;
}

/** Zero states for inputs of one step of shape `x`. */
export function zeroStates(cell: LayerContext, x: readonly number[]): number[] {
  return cellOf(cell)
    .states(cell, x)
    .map((shape) => zeros(cell, shape));
}
