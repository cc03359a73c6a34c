import type { NodeOf } from '@evm-ml/quantized-runtime';
import { elementCount } from '@evm-ml/quantized-runtime';
import { type Emission, type Emit, operandOf, outOf, requantsOf } from '../context.ts';
import { out, requantize } from '../helpers.ts';
import { bigEndian } from '../parameters.ts';
import { cellOffsets, isPadded, padInput, positionLevels, type Window } from '../window.ts';
import { int, nest, offset, WORD } from '../yul.ts';

type Pool = NodeOf<'pool'>;

/** Below every number of every type: a padding cell never wins. */
const LOWEST = -(2 ** 31);

/** At most this many cells are written out; more become a loop over a table of offsets. */
const INLINE_CELLS = 16;

/** `one(address)` for each cell of the window at `c`. */
function eachCell(context: Emission, cells: readonly number[], one: (address: string) => string): string {
  if (cells.length <= INLINE_CELLS) return cells.map((cell) => one(offset('c', WORD * cell))).join('\n');
  const table = context.params.add(cells.flatMap((cell) => bigEndian(WORD * cell, WORD)));
  return `for { let t := ${table} } lt(t, ${table + WORD * cells.length}) { t := add(t, ${WORD}) } {
${one('add(c, mload(t))')}
}`;
}

/** Rule N8: the requantization at each position, by how many cells lie inside the input. */
function requantsByPosition(node: Pool, context: Emission): number[] {
  const { graph } = context;
  const requants = requantsOf(graph, node.params);
  const input = operandOf(graph, node.inputs[0]!).shape;
  const output = operandOf(graph, node.outputs[0]!).shape;
  const counts = node.size.reduce<number[]>(
    (products, size, axis) =>
      products.flatMap((product) =>
        Array.from({ length: output[axis]! }, (_, o) => {
          const first = o * node.strides[axis]! - node.padding[axis]![0];
          return product * (Math.min(input[axis]!, first + size) - Math.max(0, first));
        }),
      ),
    [1],
  );
  return counts.map((count) => requants[requants.length === 1 ? 0 : count - 1]!);
}

/** Largest or mean of each window, channel by channel. */
export const emitPool: Emit<Pool> = (node, context) => {
  const { graph, params } = context;
  const input = operandOf(graph, node.inputs[0]!);
  const output = operandOf(graph, node.outputs[0]!);
  const window: Window = { ...node, dilations: node.size.map(() => 1) };
  const isMax = node.fn === 'max';
  const padded = padInput(context, node.inputs[0]!, node.padding, isMax ? LOWEST : input.zero);
  const cells = cellOffsets(window, padded.shape);
  const perPosition = !isMax && isPadded(node.padding);

  const largest = () => `let a := ${int(LOWEST)}
let v
${eachCell(context, cells, (cell) => `v := mload(${cell}) if sgt(v, a) { a := v }`)}
mstore(y, a)`;
  const mean = () => {
    // Padding holds the zero point, so that every window takes off as many.
    const start = int(-input.zero * cells.length);
    const requant = perPosition ? 'q' : `${requantsOf(graph, node.params)[0]}`;
    return `let a := ${start}
${eachCell(context, cells, (cell) => `a := add(a, mload(${cell}))`)}
mstore(y, ${out(context, requantize(context, 'a', requant), outOf(output))})`;
  };
  const table = perPosition
    ? params.add(requantsByPosition(node, context).flatMap((requant) => bigEndian(requant, 4)))
    : 0;
  const channels = elementCount(input.shape.slice(node.size.length));
  const body = isMax ? largest() : mean();
  const positions = nest(
    'x',
    [`${padded.address}`],
    positionLevels(window, padded.shape, output.shape),
    ([x]) => `${perPosition ? 'let q := shr(224, mload(r))\nr := add(r, 4)' : ''}
for { let c := ${x} let e := add(c, ${WORD * channels}) } lt(c, e) { c := add(c, ${WORD}) } {
${body}
y := add(y, ${WORD})
}`,
  );
  return `${padded.code}
let y := ${context.at(node.outputs[0]!)}
${perPosition ? `let r := ${table}` : ''}
${positions}`;
};
