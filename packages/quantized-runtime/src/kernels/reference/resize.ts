import { rowMajorStrides } from '../../graph/broadcast.ts';
import { elementCount } from '../../graph/element-types.ts';
import type { NodeOf } from '../../graph/graph.ts';
import type { Bind, Layout, Machine, Prepare } from '../kernel.ts';
import { createFloatOut, operandsOf, UNCLAMPED } from './views.ts';

type Resize = NodeOf<'resize'>;

/** A source coordinate as a fraction. */
interface Fraction {
  readonly numerator: number;
  readonly denominator: number;
}

/** Where output cell `o` of `to` cells lies among `from` cells (spec/operators.md). */
function sourceOf(node: Resize, o: number, from: number, to: number): Fraction {
  if (node.alignCorners) {
    return to === 1 ? { numerator: 0, denominator: 1 } : { numerator: o * (from - 1), denominator: to - 1 };
  }
  if (node.halfPixel) return { numerator: (2 * o + 1) * from - to, denominator: 2 * to };
  return { numerator: o * from, denominator: to };
}

/** The input cell that `nearest` takes for output cell `o` of one axis. */
export function nearestCell(node: Resize, o: number, from: number, to: number): number {
  const { numerator, denominator } = sourceOf(node, o, from, to);
  // halfPixel's coordinate is centred: half a cell more is floor's.
  const half = node.alignCorners || node.halfPixel ? denominator / 2 : 0;
  return Math.min(from - 1, Math.floor((numerator + half) / denominator));
}

/** Cells below and above a coordinate, and how far it lies between them: `rest / denominator`. */
export function neighbours(node: Resize, o: number, from: number, to: number) {
  const { numerator, denominator } = sourceOf(node, o, from, to);
  const inside = Math.min(Math.max(numerator, 0), (from - 1) * denominator);
  const below = Math.floor(inside / denominator);
  const rest = inside - below * denominator;
  return { below, above: Math.min(below + 1, from - 1), rest, denominator };
}

function nearest(node: Resize, layout: Layout): Bind<Machine> {
  const { input, output, view } = operandsOf(node, layout);
  const channels = input.value.shape.at(-1)!;
  const from = input.value.shape.slice(0, -1);
  const to = output.value.shape.slice(0, -1);
  const strides = rowMajorStrides(from);
  // Source offset of each output cell: the sum of one offset for each axis.
  const perAxis = to.map((size, axis) =>
    Int32Array.from({ length: size }, (_, o) => nearestCell(node, o, from[axis]!, size) * strides[axis]!),
  );
  const place = rowMajorStrides(to);
  const cells = Int32Array.from({ length: elementCount(to) }, (_, cell) =>
    perAxis.reduce((sum, offsets, axis) => sum + offsets[Math.floor(cell / place[axis]!) % to[axis]!]!, 0),
  );
  return (machine) => {
    const x = view(input, machine);
    const y = view(output, machine);
    return (batch) => {
      for (let example = 0; example < batch; example++) {
        for (let cell = 0; cell < cells.length; cell++) {
          const source = example * input.elements + cells[cell]! * channels;
          const target = example * output.elements + cell * channels;
          for (let c = 0; c < channels; c++) y[target + c] = x[source + c]!;
        }
      }
    };
  };
}

/** One output element from its four neighbours and the two fractions. */
type Blend = (corners: readonly number[], v: { rest: number; denominator: number }, h: typeof v) => number;

/** Weights in units of 1/2048. */
export const weight = ({ rest, denominator }: { rest: number; denominator: number }): number =>
  Math.floor((rest * 4096 + denominator) / (2 * denominator));

const blendInteger: Blend = ([a, b, c, d], v, h) => {
  const wy = weight(v);
  const wx = weight(h);
  const top = a! * (2048 - wx) + b! * wx;
  const bottom = c! * (2048 - wx) + d! * wx;
  return Math.floor((top * (2048 - wy) + bottom * wy + 2 ** 21) / 2 ** 22);
};

const mix = (a: number, b: number, w: number): number => Math.fround(a + Math.fround(Math.fround(b - a) * w));

const blendFloat: Blend = ([a, b, c, d], v, h) => {
  const wx = Math.fround(h.rest / h.denominator);
  return mix(mix(a!, b!, wx), mix(c!, d!, wx), Math.fround(v.rest / v.denominator));
};

function bilinear(node: Resize, layout: Layout): Bind<Machine> {
  const { input, output, view } = operandsOf(node, layout);
  const [height, width, channels] = input.value.shape;
  const [rows, columns] = output.value.shape;
  const float = output.value.type === 'f32';
  const vertical = Array.from({ length: rows! }, (_, o) => neighbours(node, o, height!, rows!));
  const horizontal = Array.from({ length: columns! }, (_, o) => neighbours(node, o, width!, columns!));
  return (machine) => {
    const x = view(input, machine);
    const y = view(output, machine);
    const writeInteger = (index: number, element: number): void => {
      y[index] = element;
    };
    const write = float ? createFloatOut(y, UNCLAMPED) : writeInteger;
    const blend = float ? blendFloat : blendInteger;
    return (batch) => {
      let index = 0;
      for (let example = 0; example < batch; example++) {
        for (const v of vertical) {
          for (const h of horizontal) {
            for (let c = 0; c < channels!; c++) {
              const at = (row: number, column: number): number =>
                x[example * input.elements + (row * width! + column) * channels! + c]!;
              const corners = [
                at(v.below, h.below),
                at(v.below, h.above),
                at(v.above, h.below),
                at(v.above, h.above),
              ];
              write(index++, blend(corners, v, h));
            }
          }
        }
      }
    };
  };
}

export const resize: Prepare<Machine, Resize> = (node, layout) =>
  node.fn === 'nearest' ? nearest(node, layout) : bilinear(node, layout);
