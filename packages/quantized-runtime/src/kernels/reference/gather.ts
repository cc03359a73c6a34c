import type { NodeOf } from '../../graph/graph.ts';
import type { Bind, Machine, Prepare } from '../kernel.ts';
import { createOut, createRequantize, operandsOf } from './views.ts';

/** Rows of a table by index; a table of int8 is requantized row by row. */
export const gather: Prepare<Machine, NodeOf<'gather'>> = (node, layout): Bind<Machine> => {
  const { input, output, view } = operandsOf(node, layout);
  const { data, shape } = layout.tensor(node.params.table);
  const width = data.length / shape[0]!;
  const { mult } = node.params;
  const requantize = mult === undefined ? null : createRequantize(layout, node.params);
  const out = createOut(output);
  return (machine) => {
    const indices = view(input, machine);
    const y = view(output, machine);
    return (batch) => {
      for (let i = 0; i < batch * input.elements; i++) {
        const row = indices[i]!;
        for (let d = 0; d < width; d++) {
          const entry = data[row * width + d]!;
          y[i * width + d] = requantize === null ? entry : out(requantize(entry, row));
        }
      }
    };
  };
};
