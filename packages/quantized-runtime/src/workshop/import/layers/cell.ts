import type { LayerContext } from '../context.ts';

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
