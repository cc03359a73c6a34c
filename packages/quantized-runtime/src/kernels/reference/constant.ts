import type { NodeOf } from '../../graph/graph.ts';
import type { Machine, Prepare } from '../kernel.ts';
import { dataOf, operandsOf } from './views.ts';

/** Written once: the plan keeps a constant's memory for all examples. */
export const constant: Prepare<Machine, NodeOf<'constant'>> = (node, layout) => {
  const { output, view } = operandsOf(node, layout);
  const data = dataOf(layout, node.params.value);
  return (machine) => {
    const y = view(output, machine);
    for (let example = 0; example < layout.capacity; example++) y.set(data, example * output.elements);
    return null;
  };
};

/** The plan gives input and output one place. */
export const reshape: Prepare<Machine, NodeOf<'reshape'>> = () => () => null;
