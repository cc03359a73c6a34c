import type { NodeOf } from '@evm-ml/quantized-runtime';
import { elementCount } from '@evm-ml/quantized-runtime';
import { type Emit, operandOf, tensorOf } from '../context.ts';
import { bigEndian } from '../parameters.ts';
import { nest, WORD } from '../yul.ts';

/** Rule N10: 1,025 knots of two bytes; a knot and the next one come with one read. */
export const INTERPOLATE = `
function interpolate(table, x) -> y {
    let u := add(x, 32768)
    let p := mload(add(table, shl(1, shr(6, u))))
    y := sar(240, p)
    let d := sub(sar(240, shl(16, p)), y)
    y := add(y, sar(6, add(mul(d, and(u, 63)), 32)))
}`;

/** Rule N9: 256 entries of one byte. */
const LOOK_UP = `
function lookUp(table, x) -> y {
    y := signextend(0, byte(0, mload(add(table, add(x, 128)))))
}`;

/** A function by its table. */
export const emitUnary: Emit<NodeOf<'unary'>> = (node, context) => {
  const { graph, params } = context;
  const table = tensorOf(graph, node.params.table!).data;
  const isWide = operandOf(graph, node.outputs[0]!).type === 'i16';
  const address = params.add(Array.from(table).flatMap((entry) => bigEndian(entry, isWide ? 2 : 1)));
  const name = isWide ? 'interpolate' : 'lookUp';
  context.helper(name, isWide ? INTERPOLATE : LOOK_UP);
  const count = elementCount(operandOf(graph, node.inputs[0]!).shape);
  const starts = [`${context.at(node.inputs[0]!)}`, `${context.at(node.outputs[0]!)}`];
  return nest('x', starts, [{ count, steps: [WORD, WORD] }], ([x, y]) => {
    return `mstore(${y}, ${name}(${address}, mload(${x})))`;
  });
};
