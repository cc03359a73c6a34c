import type { SelectNode } from '../../graph/graph.ts';
import type { Prepare } from '../kernel.ts';
import { createBroadcast } from './broadcast.ts';
import { sizeOf } from './job.ts';
import type { WasmMachine } from './machine.ts';

/** mask ? a : b. */
export const prepareSelect: Prepare<WasmMachine, SelectNode> = (node, layout) => {
  const y = layout.operand(node.outputs[0]!);
  const size = sizeOf(y);
  const inputs = node.inputs.map((value) => layout.operand(value));
  const spread = createBroadcast(layout, inputs, y.value.shape);
  return (machine) => {
    const { select } = machine.kernels;
    const [mask, a, b] = spread.bind(machine);
    return (batch) => {
      for (let i = 0; i < batch; i++) {
        select(mask!(i), a!(i), b!(i), y.offset + i * y.elements * size, y.elements, size);
      }
    };
  };
};
