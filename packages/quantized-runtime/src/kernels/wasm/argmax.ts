import type { ArgmaxNode } from '../../graph/graph.ts';
import type { Prepare } from '../kernel.ts';
import type { WasmMachine } from './machine.ts';
import { TYPE_CODES } from './window.ts';

/** The place of the largest number of each row. */
export const prepareArgmax: Prepare<WasmMachine, ArgmaxNode> = (node, layout) => {
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const { type, shape } = x.value;
  const length = shape.at(-1)!;
  return ({ kernels: { argmax } }) =>
    (batch) =>
      argmax(TYPE_CODES[type], x.offset, y.offset, batch * y.elements, length);
};
