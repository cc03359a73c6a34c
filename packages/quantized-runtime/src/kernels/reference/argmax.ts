import type { NodeOf } from '../../graph/graph.ts';
import type { Bind, Machine, Prepare } from '../kernel.ts';
import { operandsOf } from './views.ts';

/** The place of the largest of each row. A NaN is larger than nothing, and nothing is larger than a NaN. */
export const argmax: Prepare<Machine, NodeOf<'argmax'>> = (node, layout): Bind<Machine> => {
  const { input, output, view } = operandsOf(node, layout);
  const length = input.value.shape.at(-1)!;
  return (machine) => {
    const x = view(input, machine);
    const y = view(output, machine);
    return (batch) => {
      for (let row = 0; row < batch * output.elements; row++) {
        let best = 0;
        for (let i = 1; i < length; i++) if (x[row * length + i]! > x[row * length + best]!) best = i;
        y[row] = best;
      }
    };
  };
};
