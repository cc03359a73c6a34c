import { elementCount } from '../../graph/element-types.ts';
import type { ResizeNode } from '../../graph/graph.ts';
import type { Bind, Layout, Prepare } from '../../plan/kernel.ts';
import { nearestCells, neighbours, weight } from '../reference/resize.ts';
import { sizeOf } from './job.ts';
import type { WasmMachine } from './machine.ts';

function prepareNearest(node: ResizeNode, layout: Layout): Bind<WasmMachine> {
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const bytes = y.value.shape.at(-1)! * sizeOf(y);
  const cells = nearestCells(node, x.value.shape.slice(0, -1), y.value.shape.slice(0, -1));
  const rows = layout.reserve(cells.length * 4);
  const [xStep, yStep] = [x.elements * sizeOf(x), y.elements * sizeOf(y)];
  return ({ buffer, kernels: { moveRows } }) => {
    new Int32Array(buffer, rows, cells.length).set(cells);
    return (batch) => {
      for (let b = 0; b < batch; b++) {
        moveRows(rows, cells.length, bytes, x.offset + b * xStep, y.offset + b * yStep);
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
  const [xStep, yStep] = [x.elements * size, elementCount(y.value.shape) * size];
  return ({ buffer, kernels }) => {
    vertical.fill(buffer);
    horizontal.fill(buffer);
    const resize = float ? kernels.resizeBilinearF32 : kernels.resizeBilinear;
    return (batch) => {
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
