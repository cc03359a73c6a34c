import type { CompareNode, SelectNode } from '../../graph/graph.ts';
import type { Prepare } from '../kernel.ts';
import { createBroadcast } from './broadcast.ts';
import { sizeOf } from './job.ts';
import type { WasmMachine } from './machine.ts';
import { TYPE_CODES } from './window.ts';

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

/** Which of greater (1), less (2), equal (4) and unordered (8) each function holds for. */
const RELATIONS = { gt: 1, ge: 5, lt: 2, le: 6, eq: 4, ne: 11 } as const;

/** A mask: each element against a constant, or any or all of each row. */
export const prepareCompare: Prepare<WasmMachine, CompareNode> = (node, layout) => {
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const { type, shape } = x.value;
  const length = node.reduceLast === 'none' ? 1 : shape.at(-1)!;
  const constant = type === 'f32' ? Math.fround(node.constant) : node.constant;
  const [code, relations] = [TYPE_CODES[type], RELATIONS[node.fn]];
  const all = node.reduceLast === 'all' ? 1 : 0;
  return ({ kernels: { compare } }) =>
    (batch) =>
      compare(x.offset, y.offset, batch * y.elements, length, code, relations, constant, all);
};
