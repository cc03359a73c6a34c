import type { NodeOf } from '@evm-ml/quantized-runtime';
import { elementCount } from '@evm-ml/quantized-runtime';
import { type Emit, operandOf, outOf, requantsOf, tensorOf } from '../context.ts';
import { out, requantize } from '../helpers.ts';
import { bigEndian } from '../parameters.ts';
import { nest, WORD } from '../yul.ts';

/** Bytes of an element of a table. */
const BYTES = { Int8Array: 1, Int16Array: 2, Int32Array: 4 } as const;

/** Rows of a table by index; a table of int8 is requantized row by row. */
export const emitGather: Emit<NodeOf<'gather'>> = (node, context) => {
  const { graph, params } = context;
  const table = tensorOf(graph, node.params.table);
  const output = operandOf(graph, node.outputs[0]!);
  const width = table.data.length / table.shape[0]!;
  const size = BYTES[table.data.constructor.name as keyof typeof BYTES] ?? 1;
  const entries = params.add(Array.from(table.data).flatMap((entry) => bigEndian(entry, size)));
  const isScaled = node.params.mult !== undefined;
  const requants = isScaled ? requantsOf(graph, node.params) : [];
  const rows = requants.length > 1 ? params.add(requants.flatMap((requant) => bigEndian(requant, 4))) : 0;
  const requant = requants.length > 1 ? 'q' : `${requants[0]}`;
  const entry = `sar(${256 - 8 * size}, mload(t))`;
  const value = isScaled ? out(context, requantize(context, entry, requant), outOf(output)) : entry;
  const starts = [node.inputs[0]!, node.outputs[0]!].map((index) => `${context.at(index)}`);
  const count = elementCount(operandOf(graph, node.inputs[0]!).shape);
  return nest('x', starts, [{ count, steps: [WORD, WORD * width] }], ([x, y]) => {
    return `let row := mload(${x})
${requants.length > 1 ? `let q := shr(224, mload(add(${rows}, shl(2, row))))` : ''}
let to := ${y}
let t := add(${entries}, mul(row, ${width * size}))
for { let end := add(t, ${width * size}) } lt(t, end) { t := add(t, ${size}) } {
mstore(to, ${value})
to := add(to, ${WORD})
}`;
  });
};
