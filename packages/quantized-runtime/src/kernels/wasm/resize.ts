import { rowMajorStrides } from '../../graph/broadcast.ts';
import type { ResizeNode } from '../../graph/graph.ts';
import type { Bind, Layout, Prepare } from '../kernel.ts';
import { nearestCell, neighbours, weight } from '../reference/resize.ts';
import { whenAsked } from '../when-asked.ts';
import { sizeOf } from './job.ts';
import type { WasmMachine } from './machine.ts';

/** Rows of the last spatial axis are gathered by one table; where they come from, each other axis says. */
function prepareNearest(node: ResizeNode, layout: Layout): Bind<WasmMachine> {
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const from = x.value.shape.slice(0, -1);
  const to = y.value.shape.slice(0, -1);
  const size = sizeOf(y);
  const bytes = y.value.shape.at(-1)! * size;
  const columns = to.at(-1)!;
  const at = layout.reserve(columns * 4);
  const pitches = rowMajorStrides(from).map((stride) => stride * bytes);
  /** Where each cell of an axis comes from, in cells of the last axis and in bytes of others. */
  const sourcesOf = (axis: number) => {
    const pitch = axis === to.length - 1 ? 1 : pitches[axis]!;
    return Int32Array.from(
      { length: to[axis]! },
      (_, o) => nearestCell(node, o, from[axis]!, to[axis]!) * pitch,
    );
  };
  const [xStep, yStep] = [x.elements * size, columns * bytes];
  return ({ buffer, kernels: { moveRows } }) => {
    const tables = whenAsked(() => {
      new Int32Array(buffer, at, columns).set(sourcesOf(to.length - 1));
      const outer = to.slice(0, -1).map((_, axis) => sourcesOf(axis));
      return [...[[0], [0]].slice(outer.length), ...outer] as const;
    });
    return (batch) => {
      const [planes, rows] = tables();
      let target = y.offset;
      for (let b = 0; b < batch; b++) {
        const example = x.offset + b * xStep;
        for (const plane of planes!) {
          for (const row of rows!) {
            moveRows(at, columns, bytes, example + plane + row, target);
            target += yStep;
          }
        }
      }
    };
  };
}

function prepareBilinear(node: ResizeNode, layout: Layout): Bind<WasmMachine> {
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const [height, width, channels] = x.value.shape as readonly [number, number, number];
  const [rows, columns] = y.value.shape as readonly [number, number];
  const size = sizeOf(y);
  const float = y.value.type === 'f32';
  const reserveAxis = (from: number, to: number, pitch: number) => {
    const at = layout.reserve(to * 12);
    const fill = (buffer: ArrayBuffer): void => {
      const [integers, floats] = [new Int32Array(buffer, at, to * 3), new Float32Array(buffer, at, to * 3)];
      for (let o = 0; o < to; o++) {
        const place = neighbours(node, o, from, to);
        integers.set([place.below * pitch, place.above * pitch], o * 3);
        if (float) floats[o * 3 + 2] = place.rest / place.denominator;
        else integers[o * 3 + 2] = weight(place);
      }
    };
    return { at, fill };
  };
  const vertical = reserveAxis(height, rows, width * channels * size);
  const horizontal = reserveAxis(width, columns, channels * size);
  const [xStep, yStep] = [x.elements * size, y.elements * size];
  return ({ buffer, kernels }) => {
    const fillTables = whenAsked(() => {
      vertical.fill(buffer);
      horizontal.fill(buffer);
    });
    const resize = float ? kernels.resizeBilinearF32 : kernels.resizeBilinear;
    return (batch) => {
      fillTables();
      for (let b = 0; b < batch; b++) {
        const [from, to] = [x.offset + b * xStep, y.offset + b * yStep];
        resize(from, to, rows, columns, vertical.at, horizontal.at, channels, size);
      }
    };
  };
}

/** Nearest on any number of spatial axes, bilinear on two. */
export const prepareResize: Prepare<WasmMachine, ResizeNode> = (node, layout) =>
  node.fn === 'nearest' ? prepareNearest(node, layout) : prepareBilinear(node, layout);
