import type { NodeOf } from '@evm-ml/quantized-runtime';
import { type Emit, operandOf, outOf, requantsOf, tensorOf } from '../context.ts';
import { out, requantize } from '../helpers.ts';
import { bigEndian } from '../parameters.ts';
import { cellOffsets, padInput, positionLevels, type Window } from '../window.ts';
import { nest, offset, WORD } from '../yul.ts';

/** Bytes of one channel's bias and requantization. */
const CONSTANTS = 8;

/** x [...S, C], kernel [...k, C, D] -> [...S', C * D]: channels meet one weight each, so lanes have no use here. */
export const emitDepthwise: Emit<NodeOf<'depthwise'>> = (node, context) => {
  const { graph, params } = context;
  const kernel = tensorOf(graph, node.params.kernel);
  const [inputs, each] = kernel.shape.slice(-2) as [number, number];
  const window: Window = { ...node, size: kernel.shape.slice(0, -2) };
  const input = node.inputs[0]!;
  const padded = padInput(context, input, node.padding, operandOf(graph, input).zero);
  const output = operandOf(graph, node.outputs[0]!);
  const cells = cellOffsets(window, padded.shape);
  const channels = inputs * each;

  const requants = requantsOf(graph, node.params);
  const bias = node.params.bias === undefined ? undefined : tensorOf(graph, node.params.bias).data;
  const weightBytes: number[] = [];
  const constantBytes: number[] = [];
  for (let channel = 0; channel < channels; channel += 1) {
    cells.forEach((_, cell) => {
      weightBytes.push(kernel.data[cell * channels + channel]!);
    });
    constantBytes.push(...bigEndian(bias?.[channel] ?? 0, 4));
    constantBytes.push(...bigEndian(requants[requants.length === 1 ? 0 : channel]!, 4));
  }
  const weights = params.add(weightBytes);
  const constants = params.add(constantBytes);

  const products = cells.map((cell, index) => {
    const lines = index % WORD === 0 ? [`p := mload(${offset('w', index)})`] : [];
    const weight = `signextend(0, byte(${index % WORD}, p))`;
    lines.push(`a := add(a, mul(mload(${offset('c', WORD * cell)}), ${weight}))`);
    return lines.join('\n');
  });
  const sum = requantize(context, 'a', 'and(shr(192, q), 0xffffffff)');
  const channel = `let q := mload(r)
let a := sar(224, q)
let p
${products.join('\n')}
mstore(y, ${out(context, sum, outOf(output, node))})
y := add(y, ${WORD})
w := add(w, ${cells.length})
r := add(r, ${CONSTANTS})`;
  const perInput = each === 1 ? channel : `for { let d := ${each} } d { d := sub(d, 1) } {\n${channel}\n}`;
  const positions = nest(
    'x',
    [`${padded.address}`],
    positionLevels(window, padded.shape, output.shape),
    ([x]) => `let w := ${weights}
let r := ${constants}
for { let c := ${x} let e := add(c, ${WORD * inputs}) } lt(c, e) { c := add(c, ${WORD}) } {
${perInput}
}`,
  );
  return `${padded.code}\nlet y := ${context.at(node.outputs[0]!)}\n${positions}`;
};
