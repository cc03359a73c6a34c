import type { UnaryNode } from '../../graph/graph.ts';
import type { Prepare } from '../kernel.ts';
import { FUNCTION_CODES } from './functions.ts';
import type { WasmMachine } from './machine.ts';

/** Integer tables, rules N9 and N10; in f32 the function itself. */
export const prepareUnary: Prepare<WasmMachine, UnaryNode> = (node, layout) => {
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  if (layout.graph.profile === 'f32') {
    const { fn, alpha, beta } = node;
    return ({ kernels: { unaryF32 } }) =>
      (batch) =>
        unaryF32(FUNCTION_CODES[fn], x.offset, y.offset, batch * x.elements, alpha, beta);
  }
  const { data } = layout.tensor(node.params.table!);
  const table = layout.reserve(data.byteLength);
  return ({ buffer, kernels }) => {
    const wide = x.value.type === 'i16';
    (wide ? new Int16Array(buffer, table, data.length) : new Int8Array(buffer, table, data.length)).set(data);
    const apply = wide ? kernels.unary16 : kernels.unary8;
    return (batch) => apply(x.offset, y.offset, batch * x.elements, table);
  };
};
