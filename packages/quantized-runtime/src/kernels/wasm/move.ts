import { rowMajorStrides } from '../../graph/broadcast.ts';
import { elementCount } from '../../graph/element-types.ts';
import type { ConcatNode, Node, PadNode, SliceNode, TileNode, TransposeNode } from '../../graph/graph.ts';
import type { Bind, Layout, Prepare } from '../kernel.ts';
import { sizeOf } from './job.ts';
import type { WasmMachine } from './machine.ts';
import { type Axis, createWalk, mergeAxes } from './walk.ts';

/** y = x along `axes`, example by example; `first` is the element of x that the walk begins at. */
function prepareWalk(node: Node, layout: Layout, axes: readonly Axis[], first = 0): Bind<WasmMachine> {
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const size = sizeOf(y);
  const walk = createWalk(layout, axes, size);
  const [from, xStep, yStep] = [x.offset + first * size, x.elements * size, y.elements * size];
  return (machine) => {
    const move = walk.bind(machine);
    return (batch) => {
      for (let b = 0; b < batch; b++) move(from + b * xStep, y.offset + b * yStep);
    };
  };
}

const shapesOf = (node: Node, layout: Layout) => ({
  input: layout.operand(node.inputs[0]!).value.shape,
  output: layout.operand(node.outputs[0]!).value.shape,
});

export const prepareTranspose: Prepare<WasmMachine, TransposeNode> = (node, layout) => {
  const { input, output } = shapesOf(node, layout);
  const strides = rowMajorStrides(input);
  const from = node.perm.map((axis) => strides[axis]!);
  return prepareWalk(node, layout, mergeAxes(output, from, rowMajorStrides(output)));
};

export const prepareSlice: Prepare<WasmMachine, SliceNode> = (node, layout) => {
  const { input, output } = shapesOf(node, layout);
  const strides = rowMajorStrides(input);
  const first = node.begin.reduce((sum, begin, axis) => sum + begin * strides[axis]!, 0);
  const from = strides.map((stride, axis) => stride * node.strides[axis]!);
  return prepareWalk(node, layout, mergeAxes(output, from, rowMajorStrides(output)), first);
};

export const prepareTile: Prepare<WasmMachine, TileNode> = (node, layout) => {
  const { input } = shapesOf(node, layout);
  // An axis of size r * s is two axes (r, s), of which the first stays where it is.
  const split = input.flatMap((size, axis) => [node.repeats[axis]!, size]);
  const from = rowMajorStrides(input).flatMap((stride) => [0, stride]);
  return prepareWalk(node, layout, mergeAxes(split, from, rowMajorStrides(split)));
};

/** Everything is filled, then the value is put inside. */
export const preparePad: Prepare<WasmMachine, PadNode> = (node, layout) => {
  const { input, output } = shapesOf(node, layout);
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const size = sizeOf(y);
  const strides = rowMajorStrides(output);
  const first = node.padding.reduce((sum, [before], axis) => sum + before * strides[axis]!, 0) * size;
  const walk = createWalk(layout, mergeAxes(input, rowMajorStrides(input), strides), size);
  const filler = layout.reserve(4);
  const [xStep, yStep] = [x.elements * size, y.elements * size];
  return (machine) => {
    const { buffer, kernels } = machine;
    if (y.value.type === 'f32') new Float32Array(buffer, filler, 1)[0] = node.fill;
    else new Int32Array(buffer, filler, 1)[0] = node.fill;
    const move = walk.bind(machine);
    return (batch) => {
      kernels.fill(filler, y.offset, batch * yStep, size);
      for (let b = 0; b < batch; b++) move(x.offset + b * xStep, y.offset + first + b * yStep);
    };
  };
};

/** Each input is rows that lie `pitch` apart in the output; examples are rows like others. */
export const prepareConcat: Prepare<WasmMachine, ConcatNode> = (node, layout) => {
  const y = layout.operand(node.outputs[0]!);
  const size = sizeOf(y);
  const tail = (value: number) => elementCount(layout.operand(value).value.shape.slice(node.axis));
  const pitch = tail(node.outputs[0]!);
  let begin = 0;
  const parts = node.inputs.map((value) => {
    const { elements, offset } = layout.operand(value);
    const run = tail(value);
    const axes = mergeAxes([elements / run, run], [run, 1], [pitch, 1]);
    const part = { walk: createWalk(layout, axes, size), offset, to: y.offset + begin * size, elements };
    begin += run;
    return part;
  });
  const yStep = y.elements * size;
  return (machine) => {
    const moves = parts.map(({ walk, ...part }) => ({ ...part, move: walk.bind(machine) }));
    return (batch) => {
      for (const { move, offset, to, elements } of moves) {
        for (let b = 0; b < batch; b++) move(offset + b * elements * size, to + b * yStep);
      }
    };
  };
};
