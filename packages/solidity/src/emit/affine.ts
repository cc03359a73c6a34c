import type { NodeOf } from '@evm-ml/quantized-runtime';
import { broadcastOffsets, elementCount } from '@evm-ml/quantized-runtime';
import { type Emission, type Emit, operandOf, outOf, requantsOf, tensorOf } from '../context.ts';
import { out, requantize } from '../helpers.ts';
import { bigEndian } from '../parameters.ts';
import { int, nest, WORD } from '../yul.ts';

type AffineLike = NodeOf<'affine'> | NodeOf<'requantize'>;

/** Kernel, bias and requantization of one element. */
interface Constants {
  readonly kernel: number;
  readonly bias: number;
  readonly requant: number;
}

/** Bytes of one element's constants: i16, i32, u32. */
const ENTRY = 10;

/** The shortest period with which the constants repeat: one element, the last axis, or everything. */
function periodOf(constants: readonly Constants[], channels: number): number {
  const repeats = (period: number) =>
    constants.every((entry, index) => {
      const first = constants[index % period]!;
      return entry.kernel === first.kernel && entry.bias === first.bias && entry.requant === first.requant;
    });
  return [1, channels].find(repeats) ?? constants.length;
}

/** `y = out(rq(x * kernel + bias))`, element by element. */
function emitScaled(node: AffineLike, constants: readonly Constants[], context: Emission): string {
  const { graph, params } = context;
  const output = operandOf(graph, node.outputs[0]!);
  const clamp = outOf(output, node);
  const period = periodOf(constants, output.shape.at(-1) ?? 1);
  const levels = [
    { count: constants.length / period, steps: [WORD * period, WORD * period] },
    { count: period, steps: [WORD, WORD] },
  ];
  const starts = [`${context.at(node.inputs[0]!)}`, `${context.at(node.outputs[0]!)}`];
  const element = (x: string, y: string, kernel: string, bias: string, requant: string) => {
    const sum = `add(mul(mload(${x}), ${kernel}), ${bias})`;
    return `mstore(${y}, ${out(context, requantize(context, sum, requant), clamp)})`;
  };
  if (period === 1) {
    const [{ kernel, bias, requant }] = constants as [Constants];
    return nest('x', starts, levels, ([x, y]) => element(x!, y!, int(kernel), int(bias), int(requant)));
  }
  const bytes = constants
    .slice(0, period)
    .flatMap(({ kernel, bias, requant }) => [
      ...bigEndian(kernel, 2),
      ...bigEndian(bias, 4),
      ...bigEndian(requant, 4),
    ]);
  const table = params.add(bytes);
  // The inner loop runs over one period, the outer one over periods.
  return nest('o', starts, levels.slice(0, 1), ([x, y]) => {
    const one = element('x', 'y', 'sar(240, q)', 'sar(224, shl(16, q))', 'and(shr(176, q), 0xffffffff)');
    return `let x := ${x}
let y := ${y}
for { let t := ${table} } lt(t, ${table + ENTRY * period}) { t := add(t, ${ENTRY}) } {
let q := mload(t)
${one}
x := add(x, ${WORD})
y := add(y, ${WORD})
}`;
  });
}

/** x [...X], kernel (i16) and bias broadcast to X. */
export const emitAffine: Emit<NodeOf<'affine'>> = (node, context) => {
  const { graph } = context;
  const { shape } = operandOf(graph, node.inputs[0]!);
  const read = (name: string | undefined): ((element: number) => number) => {
    if (name === undefined) return () => 0;
    const tensor = tensorOf(graph, name);
    const indices = broadcastOffsets(tensor.shape, shape);
    return (element) => tensor.data[indices[element]!]!;
  };
  const kernel = read(node.params.kernel);
  const bias = read(node.params.bias);
  const requants = requantsOf(graph, node.params);
  const constants = Array.from({ length: elementCount(shape) }, (_, element) => ({
    kernel: kernel(element),
    bias: bias(element),
    requant: requants[element % requants.length]!,
  }));
  return emitScaled(node, constants, context);
};

/** y = out(rq(x - z)): a change of scale. */
export const emitRequantize: Emit<NodeOf<'requantize'>> = (node, context) => {
  const { graph } = context;
  const input = operandOf(graph, node.inputs[0]!);
  const requants = requantsOf(graph, node.params);
  const constants = Array.from({ length: elementCount(input.shape) }, (_, element) => ({
    kernel: 1,
    bias: -input.zero,
    requant: requants[element % requants.length]!,
  }));
  return emitScaled(node, constants, context);
};
