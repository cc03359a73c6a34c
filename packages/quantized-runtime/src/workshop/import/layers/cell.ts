import { binary } from '../build/ops.ts';
import type { LayerContext } from '../context.ts';
import { activate } from './activations.ts';

/** One step of a recurrent network. */
export interface Cell {
  /** Shapes of the states, for inputs of the shape of `x` (one step). */
  readonly states: (cell: LayerContext, x: readonly number[]) => readonly (readonly number[])[];
  /** The output and the next states. */
  readonly step: (
    cell: LayerContext,
    x: number,
    states: readonly number[],
  ) => { readonly output: number; readonly states: readonly number[] };
}

/** The cell's activation, or Keras's default. */
export function act(cell: LayerContext, x: number): number {
  return activate(cell, x, cell.config.get('activation') ?? 'tanh');
}

/** The activation of its gates. */
export function rec(cell: LayerContext, x: number): number {
  return activate(cell, x, cell.config.get('recurrent_activation') ?? 'sigmoid');
}

/** An LSTM's step from its gates (input, forget, candidate, output) and the state c. */
export function lstmStep(cell: LayerContext, gate: (index: number) => number, c: number) {
  const g = cell.graph;
  const kept = binary(g, 'mul', rec(cell, gate(1)), c);
  const next = binary(g, 'add', kept, binary(g, 'mul', rec(cell, gate(0)), act(cell, gate(2))));
  const output = binary(g, 'mul', rec(cell, gate(3)), act(cell, next));
  return { output, states: [output, next] };
}
