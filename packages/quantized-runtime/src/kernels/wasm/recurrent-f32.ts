import type { RecurrentNode, Tensor } from '../../graph/graph.ts';
import { defaultConstants } from '../../graph/unary-functions.ts';
import type { Layout, Operand, Prepare } from '../kernel.ts';
import { FUNCTION_CODES } from './functions.ts';
import type { WasmMachine } from './machine.ts';
import type { Product } from './product.ts';
import { reserveFloatProduct } from './product-f32.ts';
import { cellCode, overExamples, recurrentParts } from './recurrent-parts.ts';

/** Four binary64, then this many 32-bit fields. */
const FIELDS = 18;
/** Steps whose sums over x are computed together (assembly/recurrent-f32.ts). */
const BLOCK = 64;

/** The sums of `channels` columns of a matrix (K, columns) from `first` on, for rows of K binary32. */
function reserveSums(
  layout: Layout,
  output: Operand,
  tensor: string,
  bias: Tensor | undefined,
  first: number,
  channels: number,
): Product {
  const kernel = layout.tensor(tensor);
  const length = kernel.shape[0]!;
  const one = { tensor, segments: 1, offsets: () => [0], width: 1, xColumn: 0, groups: 1 };
  const window = { ...one, length, xRow: length * 4, first, channels };
  const wide: Operand = { ...output, value: { ...output.value, shape: [channels] } };
  return reserveFloatProduct(layout, { min: null, max: null, kernel, bias }, window, wide);
}

/** rnn, lstm and gru in binary32. */
export const prepareFloatRecurrent: Prepare<WasmMachine, RecurrentNode> = (node, layout) => {
  if (layout.graph.profile !== 'f32') return null;
  const { units } = node;
  const parts = recurrentParts(node, layout);
  const { outputs, steps, width, columns, inputBias, stateBias, scalesState } = parts;
  const output = outputs[0]!;
  const input = reserveSums(layout, output, node.params.kernel, inputBias, 0, columns);
  const feedback = reserveSums(layout, output, node.params.recurrent, stateBias, 0, columns);
  const candidate = scalesState
    ? reserveSums(layout, output, node.params.recurrent, undefined, 2 * units, units)
    : null;
  // Vectors of four units may reach three numbers beyond the last.
  const numbers = (count: number) => layout.reserve(count * 4 + 16);
  const fields = [
    ...[FUNCTION_CODES[node.activation], FUNCTION_CODES[node.recurrentActivation], cellCode(node), units],
    ...[steps, Number(node.backwards), Number(node.zeroOutputForMask)],
    ...[input.job(0), feedback.job(0), candidate?.job(0) ?? 0],
    ...[layout.scratch(Math.min(steps, BLOCK) * columns * 4 + 16), numbers(columns), numbers(units)],
    ...[numbers(units), numbers(units), numbers(units), columns, width * 4],
  ];
  const job = layout.reserve(32 + FIELDS * 4);
  const constants = [node.activation, node.recurrentActivation].flatMap(defaultConstants);

  return (machine) => {
    const { buffer, kernels } = machine;
    for (const product of [input, feedback, candidate]) product?.fill(machine);
    new Float64Array(buffer, job, 4).set(constants);
    new Int32Array(buffer, job + 32, fields.length).set(fields);
    const { recurrentF32 } = kernels;
    return overExamples(parts, (...addresses) => recurrentF32(job, ...addresses));
  };
};
