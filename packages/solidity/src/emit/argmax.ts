import { elementCount, type NodeOf } from '@evm-ml/quantized-runtime';
import { type Emit, operandOf } from '../context.ts';
import { nest, WORD } from '../yul.ts';

/** log2 of WORD. */
const WORD_BITS = 5;

/** The place of the largest number of each row. */
export const emitArgmax: Emit<NodeOf<'argmax'>> = (node, context) => {
  const { shape } = operandOf(context.graph, node.inputs[0]!);
  const length = shape.at(-1)!;
  const rows = [{ count: elementCount(shape) / length, steps: [WORD * length] }];
  const kept = nest('x', [`${context.at(node.inputs[0]!)}`], rows, ([row]) => {
    const cells = [{ count: length, steps: [WORD] }];
    return `let best := ${row}
let largest := mload(best)
${nest('r', [row!], cells, ([cell]) => `let v := mload(${cell})\nif sgt(v, largest) { largest := v best := ${cell} }`)}
mstore(y, shr(${WORD_BITS}, sub(best, ${row})))
y := add(y, ${WORD})`;
  });
  return `let y := ${context.at(node.outputs[0]!)}\n${kept}`;
};
