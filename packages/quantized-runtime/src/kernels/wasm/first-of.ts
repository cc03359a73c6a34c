import type { Node } from '../../graph/graph.ts';
import type { Prepare } from '../kernel.ts';
import type { WasmMachine } from './machine.ts';

/** The first of several kernels that serves the node. */
export const firstOf =
  <N extends Node>(...prepares: readonly Prepare<WasmMachine, N>[]): Prepare<WasmMachine, N> =>
  (node, layout) => {
    for (const prepare of prepares) {
      const bind = prepare(node, layout);
      if (bind !== null) return bind;
    }
    return null;
  };
