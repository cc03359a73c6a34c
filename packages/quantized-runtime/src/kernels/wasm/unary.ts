import type { UnaryNode } from '../../graph/graph.ts';
import type { Prepare } from '../../plan/kernel.ts';
import type { WasmMachine } from './machine.ts';

/** Integer tables, rules N9 and N10; f32 functions are left to the reference kernel. */
export const prepareUnary: Prepare<WasmMachine, UnaryNode> = (node, layout) => {
  if (layout.graph.profile === 'f32') return null;
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const { data } = layout.tensor(node.params.table!);
  const table = layout.reserve(data.byteLength);
  return ({ buffer, kernels }) => {
    const wide = x.value.type === 'i16';
    (wide ? new Int16Array(buffer, table, data.length) : new Int8Array(buffer, table, data.length)).set(data);
    const apply = wide ? kernels.unary16 : kernels.unary8;
    return (batch) => apply(x.offset, y.offset, batch * x.elements, table);
  };
};
