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

/** For one output cell: which cells of the window meet which cells of the input (row-major indices), in the window's order. */
export interface Meetings {
  count: number;
  readonly taps: Int32Array;
  /** -1: outside. */
  readonly cells: Int32Array;
}

/** Finds the meetings of an output cell. What it gives holds until the next one is asked for. */
export type Meet = (outputCell: number) => Meetings;

/** Convolution: every cell of the window meets one cell of the input, or none. */
export function createGather({ input, output, window, strides, dilations, before }: Geometry): Meet {
  const count = window.reduce((all, size) => all * size, 1);
  const taps = Int32Array.from({ length: count }, (_, tap) => tap);
  const cells = new Int32Array(count);
  return (outputCell) => {
    const at = coordinatesOf(outputCell, output);
    for (let cell = 0; cell < count; cell++) {
      const tap = coordinatesOf(cell, window);
      let index = 0;
      for (let axis = 0; axis < 3; axis++) {
        const coordinate = at[axis]! * strides[axis]! + tap[axis]! * dilations[axis]! - before[axis]!;
        index =
          coordinate < 0 || coordinate >= input[axis]! || index < 0 ? -1 : index * input[axis]! + coordinate;
      }
      cells[cell] = index;
    }
    return { count, taps, cells };
  };
}

/** Finds, on one axis, the taps t and input coordinates i with i * stride + t * dilation - before = o, t rising. */
function createAxisMeet(
  geometry: Geometry,
  axis: number,
): (o: number) => (readonly [tap: number, cell: number])[] {
  const [input, window] = [geometry.input[axis]!, geometry.window[axis]!];
  const [stride, dilation] = [geometry.strides[axis]!, geometry.dilations[axis]!];
  const byRemainder = new Map<number, number[]>();
  for (let tap = 0; tap < window; tap++) {
    const remainder = (tap * dilation) % stride;
    const known = byRemainder.get(remainder);
    if (known === undefined) byRemainder.set(remainder, [tap]);
    else known.push(tap);
  }
  return (o) => {
    const reach = o + geometry.before[axis]!;
    const taps = byRemainder.get(((reach % stride) + stride) % stride) ?? [];
    // The first tap whose coordinate is not beyond the input: they come nearer as t rises.
    let [low, high] = [0, taps.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (reach - taps[middle]! * dilation >= input * stride) low = middle + 1;
      else high = middle;
    }
    const met: (readonly [number, number])[] = [];
    for (let index = low; index < taps.length; index++) {
      const cell = (reach - taps[index]! * dilation) / stride;
      if (cell < 0) break;
      met.push([taps[index]!, cell]);
    }
    return met;
  };
}

/** Of a transposed convolution, the outputs of one axis that meet anything, rising: an output may be far larger. */
export function reachedOutputs(geometry: Geometry, axis: number): Int32Array {
  const [input, window, output] = [geometry.input[axis]!, geometry.window[axis]!, geometry.output[axis]!];
  const stride = geometry.strides[axis]!;
  const isReached = new Uint8Array(output);
  let count = 0;
  for (let tap = 0; tap < window && count < output; tap++) {
    const first = tap * geometry.dilations[axis]! - geometry.before[axis]!;
    for (let cell = Math.max(0, Math.ceil(-first / stride)); cell < input; cell++) {
      const at = first + cell * stride;
      if (at >= output) break;
      count += 1 - isReached[at]!;
      isReached[at] = 1;
    }
  }
  const reached = new Int32Array(count);
  let next = 0;
  for (let at = 0; at < output; at++) if (isReached[at] === 1) reached[next++] = at;
  return reached;
}

/** Transposed convolution. Only meetings are looked for: a window may have far more cells than any output meets. */
export function createScatter(geometry: Geometry): Meet {
  const { input, output, window } = geometry;
  const [meetZ, meetY, meetX] = [0, 1, 2].map((axis) => createAxisMeet(geometry, axis));
  const most = input.reduce((all, size, axis) => all * Math.min(size, window[axis]!), 1);
  const taps = new Int32Array(most);
  const cells = new Int32Array(most);
  return (outputCell) => {
    const [z, y, x] = coordinatesOf(outputCell, output);
    const [rows, columns] = [meetY!(y), meetX!(x)];
    let count = 0;
    for (const [tapZ, cellZ] of meetZ!(z)) {
      for (const [tapY, cellY] of rows) {
        for (const [tapX, cellX] of columns) {
          taps[count] = (tapZ * window[1]! + tapY) * window[2]! + tapX;
          cells[count++] = (cellZ * input[1]! + cellY) * input[2]! + cellX;
        }
      }
    }
    return { count, taps, cells };
  };
}
