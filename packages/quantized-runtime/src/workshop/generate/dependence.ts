import type { Graph } from '../../graph/graph.ts';

/** The values that depend on `value`, itself included. */
export function dependents({ nodes }: Graph, value: number): ReadonlySet<number> {
  const found = new Set([value]);
  for (const { inputs, outputs } of nodes) {
    if (inputs.some((input) => found.has(input))) for (const output of outputs) found.add(output);
  }
  return found;
}
