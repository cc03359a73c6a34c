import type { NodeOf } from '@evm-ml/quantized-runtime';
import { elementCount } from '@evm-ml/quantized-runtime';
import { type Emit, operandOf, tensorOf } from '../context.ts';
import { bigEndian } from '../parameters.ts';
import { nest, WORD } from '../yul.ts';

/** A tensor as a value: four bytes an element in the code, a word in memory. */
export const emitConstant: Emit<NodeOf<'constant'>> = (node, context) => {
  const { graph, params } = context;
  const { data } = tensorOf(graph, node.params.value);
  const table = params.add(Array.from(data).flatMap((element) => bigEndian(element, 4)));
  const count = elementCount(operandOf(graph, node.outputs[0]!).shape);
  const starts = [`${table}`, `${context.at(node.outputs[0]!)}`];
  return nest('x', starts, [{ count, steps: [4, WORD] }], ([t, y]) => `mstore(${y}, sar(224, mload(${t})))`);
};
