import { elementCount } from '../../graph/element-types.ts';
import type { NodeOf } from '../../graph/graph.ts';
import type { Bind, Layout, Machine, Prepare } from '../kernel.ts';
import { coordinatesOf, type Geometry, geometryOf } from './geometry.ts';
import { createFloatOut, createOut, createRequantize, operandsOf, UNCLAMPED } from './views.ts';

type Pool = NodeOf<'pool'>;

/** Visits the cells of one window that lie inside the input, in row-major order. */
function visitWindow(geometry: Geometry, outputCell: number, visit: (inputCell: number) => void): void {
  const { input, output, window, strides, before } = geometry;
  const at = coordinatesOf(outputCell, output);
  const begin = at.map((o, axis) => Math.max(0, o * strides[axis]! - before[axis]!));
  const end = at.map((o, axis) => Math.min(input[axis]!, o * strides[axis]! - before[axis]! + window[axis]!));
  for (let z = begin[0]!; z < end[0]!; z++) {
    for (let y = begin[1]!; y < end[1]!; y++) {
      for (let x = begin[2]!; x < end[2]!; x++) visit((z * input[1]! + y) * input[2]! + x);
    }
  }
}

/** How one window becomes one element: start, fold in a cell, finish with the count of cells. */
interface Fold {
  readonly start: number;
  fold(sum: number, element: number): number;
  write(index: number, sum: number, count: number): void;
}

function createFold(node: Pool, layout: Layout, machine: Machine): Fold {
  const { input, output, view } = operandsOf(node, layout);
  const y = view(output, machine);
  if (output.value.type === 'f32') {
    const write = createFloatOut(y, UNCLAMPED);
    return node.fn === 'max'
      ? { start: -Infinity, fold: largerFloat, write: (index, most) => write(index, most) }
      : {
          start: 0,
          fold: (sum, element) => Math.fround(sum + element),
          write: (index, sum, count) => write(index, Math.fround(sum / count)),
        };
  }
  const store = (index: number, element: number): void => {
    y[index] = element;
  };
  if (node.fn === 'max') return { start: -Infinity, fold: (most, x) => Math.max(most, x), write: store };
  const requantize = createRequantize(layout, node.params);
  const out = createOut(output);
  const { zero } = input.value;
  return {
    start: 0,
    fold: (sum, element) => sum + element - zero,
    write: (index, sum, count) => store(index, out(requantize(sum, count - 1))),
  };
}

/** The larger; NaN once one was seen. */
export function largerFloat(most: number, element: number): number {
  return Number.isNaN(most) || most >= element ? most : element;
}

/** Largest or mean of each window, channel by channel. */
export const pool: Prepare<Machine, Pool> = (node, layout): Bind<Machine> => {
  const { input, output, view } = operandsOf(node, layout);
  const geometry = geometryOf(node, input.value.shape, output.value.shape, node.size);
  const channels = input.value.shape.at(-1)!;
  const cells = elementCount(geometry.output);
  return (machine) => {
    const x = view(input, machine);
    const { start, fold, write } = createFold(node, layout, machine);
    return (batch) => {
      for (let example = 0; example < batch; example++) {
        const base = example * input.elements;
        for (let cell = 0; cell < cells; cell++) {
          for (let c = 0; c < channels; c++) {
            let sum = start;
            let count = 0;
            visitWindow(geometry, cell, (inputCell) => {
              sum = fold(sum, x[base + inputCell * channels + c]!);
              count++;
            });
            write(example * output.elements + cell * channels + c, sum, count);
          }
        }
      }
    };
  };
};
