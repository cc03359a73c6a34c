import { rowMajorStrides } from '../../graph/broadcast.ts';
import { elementCount } from '../../graph/element-types.ts';
import type { ReduceNode } from '../../graph/graph.ts';
import type { Prepare } from '../kernel.ts';
import { sizeOf } from './job.ts';
import type { WasmMachine } from './machine.ts';
import { createWalk, mergeAxes } from './walk.ts';
import { createWindow } from './window.ts';

/**
 * One window over all of (cells, channels), where cells are the reduced axes in row-major order and channels the
 * others. Where they do not lie like that, they are put so in scratch first.
 */
export const prepareReduce: Prepare<WasmMachine, ReduceNode> = (node, layout) => {
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const { shape } = x.value;
  const size = sizeOf(x);
  const all = shape.map((_, axis) => axis);
  const order = [
    ...all.filter((axis) => node.axes.includes(axis)),
    ...all.filter((axis) => !node.axes.includes(axis)),
  ];
  const sizes = order.map((axis) => shape[axis]!);
  const strides = rowMajorStrides(shape);
  const axes = mergeAxes(
    sizes,
    order.map((axis) => strides[axis]!),
    rowMajorStrides(sizes),
  );
  const inOrder = axes.length === 1 && axes[0]!.from === 1;
  const walk = inOrder ? null : createWalk(layout, axes, size);
  const scratch = inOrder ? 0 : layout.scratch(x.elements * size);
  const channels = y.elements;
  const cells = elementCount(node.axes.map((axis) => shape[axis]!));
  const volume = {
    channels,
    input: [1, 1, cells],
    output: [1, 1, 1],
    kernel: [1, 1, cells],
    strides: [1, 1, 1],
    before: [0, 0, 0],
  } as const;
  const { mult, shift } = node.params;
  const pairs =
    mult === undefined || shift === undefined
      ? null
      : { mult: layout.tensor(mult), shift: layout.tensor(shift) };
  const window = createWindow(layout, node.fn, volume, x, y, pairs);
  const [xStep, yStep] = [x.elements * size, y.elements * sizeOf(y)];
  return (machine) => {
    const order = walk?.bind(machine);
    const fold = window.bind(machine);
    return (batch) => {
      for (let b = 0; b < batch; b++) {
        const from = x.offset + b * xStep;
        order?.(from, scratch);
        fold(order === undefined ? from : scratch, y.offset + b * yStep);
      }
    };
  };
};
