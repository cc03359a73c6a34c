import type { Padding, Shape } from '../../graph/graph.ts';

/** A window operator on three spatial axes; leading ones of size 1 are added where there are fewer. */
export interface Geometry {
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly window: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly before: readonly number[];
}

interface WindowNode {
  readonly strides: readonly number[];
  readonly dilations?: readonly number[];
  readonly padding: Padding;
}

function lift(sizes: readonly number[], filler: number): number[] {
  return [...new Array<number>(3 - sizes.length).fill(filler), ...sizes];
}

/** Geometry of a node from the shapes of its input and output ([...S, C]) and its window ([...k]). */
export function geometryOf(
  node: WindowNode,
  input: Shape,
  output: Shape,
  window: readonly number[],
): Geometry {
  const rank = input.length - 1;
  return {
    input: lift(input.slice(0, rank), 1),
    output: lift(output.slice(0, rank), 1),
    window: lift(window.slice(0, rank), 1),
    strides: lift(node.strides, 1),
    dilations: lift(node.dilations ?? node.strides.map(() => 1), 1),
    before: lift(
      node.padding.map(([before]) => before),
      0,
    ),
  };
}

/** Coordinates of a cell by its row-major index. */
export function coordinatesOf(cell: number, [, height, width]: readonly number[]): [number, number, number] {
  const x = cell % width!;
  const row = Math.floor(cell / width!);
  return [Math.floor(row / height!), row % height!, x];
}

/** The input coordinate that tap `t` of the window at output coordinate `o` reads, on one axis; may lie outside. */
type Locate = (geometry: Geometry, axis: number, o: number, t: number) => number;

/** Convolution. */
export const gathers: Locate = ({ strides, dilations, before }, axis, o, t) =>
  o * strides[axis]! + t * dilations[axis]! - before[axis]!;

/** Transposed convolution: the i with i * stride + t * dilation - before = o, or -1. */
export const scatters: Locate = ({ strides, dilations, before }, axis, o, t) => {
  const reach = o + before[axis]! - t * dilations[axis]!;
  return reach % strides[axis]! === 0 ? reach / strides[axis]! : -1;
};

/** Fills `taps` with the input cell (row-major index) that each cell of the window reads, or -1 outside. */
export function fillTaps(geometry: Geometry, locate: Locate, outputCell: number, taps: Int32Array): void {
  const { input, output, window } = geometry;
  const at = coordinatesOf(outputCell, output);
  for (let cell = 0; cell < taps.length; cell++) {
    const tap = coordinatesOf(cell, window);
    let index = 0;
    for (let axis = 0; axis < 3; axis++) {
      const coordinate = locate(geometry, axis, at[axis]!, tap[axis]!);
      index =
        coordinate < 0 || coordinate >= input[axis]! || index < 0 ? -1 : index * input[axis]! + coordinate;
    }
    taps[cell] = index;
  }
}
