import type { NodeOf } from '@evm-ml/quantized-runtime';
import { rowMajorStrides } from '@evm-ml/quantized-runtime';
import { type Emission, type Emit, operandOf } from '../context.ts';
import { bigEndian } from '../parameters.ts';
import { offset, WORD } from '../yul.ts';

type Resize = NodeOf<'resize'>;

/** Where output cell `o` of `to` cells lies among `from` cells, as a fraction (spec/operators.md). */
function sourceOf(node: Resize, o: number, from: number, to: number): readonly [number, number] {
  if (node.alignCorners) return to === 1 ? [0, 1] : [o * (from - 1), to - 1];
  return node.halfPixel ? [(2 * o + 1) * from - to, 2 * to] : [o * from, to];
}

function nearestCell(node: Resize, o: number, from: number, to: number): number {
  const [numerator, denominator] = sourceOf(node, o, from, to);
  const half = node.alignCorners || node.halfPixel ? denominator / 2 : 0;
  return Math.min(from - 1, Math.floor((numerator + half) / denominator));
}

/** The cells around an output cell, and the second one's weight in units of 1/2048. */
function neighbours(node: Resize, o: number, from: number, to: number): readonly [number, number, number] {
  const [numerator, denominator] = sourceOf(node, o, from, to);
  const inside = Math.min(Math.max(numerator, 0), (from - 1) * denominator);
  const below = Math.floor(inside / denominator);
  const rest = inside - below * denominator;
  const weight = Math.floor((rest * 4096 + denominator) / (2 * denominator));
  return [below, Math.min(below + 1, from - 1), weight];
}

/** A loop over a table of entries of `size` bytes. */
const overTable = (t: string, table: number, entries: number, size: number, body: string): string =>
  `for { let ${t} := ${table} } lt(${t}, ${table + size * entries}) { ${t} := add(${t}, ${size}) } {
${body}
}`;

/** The nearest cell, channels and all. */
function emitNearest(node: Resize, context: Emission): string {
  const { graph, params, at } = context;
  const { shape } = operandOf(graph, node.inputs[0]!);
  const output = operandOf(graph, node.outputs[0]!).shape;
  const strides = rowMajorStrides(shape);
  const channels = WORD * shape.at(-1)!;
  const axes = output.length - 1;
  const loop = (axis: number, x: string): string => {
    if (axis === axes) return `mcopy(y, ${x}, ${channels})\ny := add(y, ${channels})`;
    const size = output[axis]!;
    const table = params.add(
      Array.from(
        { length: size },
        (_, o) => nearestCell(node, o, shape[axis]!, size) * strides[axis]!,
      ).flatMap((cell) => bigEndian(WORD * cell, 4)),
    );
    const inner = `let x${axis} := add(${x}, shr(224, mload(t${axis})))\n${loop(axis + 1, `x${axis}`)}`;
    return overTable(`t${axis}`, table, size, 4, inner);
  };
  return `let y := ${at(node.outputs[0]!)}\n${loop(0, `${at(node.inputs[0]!)}`)}`;
}

/** Four neighbours, weighted: every product is below 2^38, rounded once. */
const BLEND = `
function blend(a, b, c, d, w) -> y {
    let wx := and(w, 0xfff)
    let wy := shr(16, w)
    let top := add(mul(mload(a), sub(2048, wx)), mul(mload(b), wx))
    let bottom := add(mul(mload(c), sub(2048, wx)), mul(mload(d), wx))
    y := sar(22, add(add(mul(top, sub(2048, wy)), mul(bottom, wy)), 0x200000))
}`;

/** Bytes of the two neighbours' offsets and the weight. */
const ENTRY = 12;

function emitBilinear(node: Resize, context: Emission): string {
  const { graph, params, at } = context;
  const { shape } = operandOf(graph, node.inputs[0]!);
  const output = operandOf(graph, node.outputs[0]!).shape;
  const strides = rowMajorStrides(shape);
  const tables = [0, 1].map((axis) =>
    params.add(
      Array.from({ length: output[axis]! }, (_, o) =>
        neighbours(node, o, shape[axis]!, output[axis]!),
      ).flatMap(([below, above, weight]) => [
        ...bigEndian(WORD * below * strides[axis]!, 4),
        ...bigEndian(WORD * above * strides[axis]!, 4),
        ...bigEndian(weight, 4),
      ]),
    ),
  ) as [number, number];
  context.helper('blend', BLEND, 5);
  const field = (entry: string, index: number) =>
    index === 0 ? `shr(224, ${entry})` : `and(shr(${224 - 32 * index}, ${entry}), 0xffffffff)`;
  const [input, channels] = [at(node.inputs[0]!), WORD * shape.at(-1)!];
  const cell = `let u := mload(h)
let left := ${field('u', 0)}
let right := ${field('u', 1)}
let w := or(shl(16, ${field('v', 2)}), ${field('u', 2)})
for { let c := 0 } lt(c, ${channels}) { c := add(c, ${WORD}) } {
mstore(y, blend(add(add(top, left), c), add(add(top, right), c), add(add(bottom, left), c), add(add(bottom, right), c), w))
y := add(y, ${WORD})
}`;
  const row = `let v := mload(s)
let top := ${offset(field('v', 0), input)}
let bottom := ${offset(field('v', 1), input)}
${overTable('h', tables[1], output[1]!, ENTRY, cell)}`;
  return `let y := ${at(node.outputs[0]!)}\n${overTable('s', tables[0], output[0]!, ENTRY, row)}`;
}

/** Spatial resampling of [...S, C]. */
export const emitResize: Emit<Resize> = (node, context) =>
  node.fn === 'nearest' ? emitNearest(node, context) : emitBilinear(node, context);
