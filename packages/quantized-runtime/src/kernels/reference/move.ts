import { rowMajorStrides } from '../../graph/broadcast.ts';
import { elementCount } from '../../graph/element-types.ts';
import type { Node, NodeOf, Shape } from '../../graph/graph.ts';
import { offsetsOf, transposedOffsets } from '../../graph/offsets.ts';
import type { Bind, Layout, Machine, Prepare } from '../kernel.ts';
import { operandsOf } from './views.ts';

/** y[i] = x[sources[i]] for each example. */
function copyFrom(node: Node, layout: Layout, sources: Int32Array): Bind<Machine> {
  const { input, output, view } = operandsOf(node, layout);
  return (machine) => {
    const x = view(input, machine);
    const y = view(output, machine);
    return (batch) => {
      for (let example = 0; example < batch; example++) {
        const from = example * input.elements;
        const to = example * output.elements;
        for (let i = 0; i < sources.length; i++) y[to + i] = x[from + sources[i]!]!;
      }
    };
  };
}

const inputShape = (node: Node, layout: Layout): Shape => layout.operand(node.inputs[0]!).value.shape;
const outputShape = (node: Node, layout: Layout): Shape => layout.operand(node.outputs[0]!).value.shape;

export const transpose: Prepare<Machine, NodeOf<'transpose'>> = (node, layout) => {
  return copyFrom(node, layout, transposedOffsets(inputShape(node, layout), node.perm));
};

export const slice: Prepare<Machine, NodeOf<'slice'>> = (node, layout) => {
  const strides = rowMajorStrides(inputShape(node, layout));
  const origin = node.begin.reduce((sum, begin, axis) => sum + begin * strides[axis]!, 0);
  const steps = strides.map((stride, axis) => stride * node.strides[axis]!);
  return copyFrom(node, layout, offsetsOf(outputShape(node, layout), steps, origin));
};

export const tile: Prepare<Machine, NodeOf<'tile'>> = (node, layout) => {
  const shape = inputShape(node, layout);
  const strides = rowMajorStrides(shape);
  // An axis of size r * s is two axes (r, s), of which the first moves nothing.
  const split = shape.flatMap((size, axis) => [node.repeats[axis]!, size]);
  return copyFrom(
    node,
    layout,
    offsetsOf(
      split,
      strides.flatMap((stride) => [0, stride]),
    ),
  );
};

export const pad: Prepare<Machine, NodeOf<'pad'>> = (node, layout): Bind<Machine> => {
  const { input, output, view } = operandsOf(node, layout);
  const strides = rowMajorStrides(output.value.shape);
  const origin = node.padding.reduce((sum, [before], axis) => sum + before * strides[axis]!, 0);
  const targets = offsetsOf(input.value.shape, strides, origin);
  return (machine) => {
    const x = view(input, machine);
    const y = view(output, machine);
    return (batch) => {
      y.fill(node.fill, 0, batch * output.elements);
      for (let example = 0; example < batch; example++) {
        for (let i = 0; i < targets.length; i++) {
          y[example * output.elements + targets[i]!] = x[example * input.elements + i]!;
        }
      }
    };
  };
};

export const concat: Prepare<Machine, NodeOf<'concat'>> = (node, layout): Bind<Machine> => {
  const { inputs, output, view } = operandsOf(node, layout);
  // Elements of one input that lie side by side in the output.
  const runs = inputs.map(({ value }) => elementCount(value.shape.slice(node.axis)));
  const pitch = elementCount(output.value.shape.slice(node.axis));
  const begins = runs.map((_, index) => runs.slice(0, index).reduce((sum, run) => sum + run, 0));
  return (machine) => {
    const sources = inputs.map((input) => view(input, machine));
    const y = view(output, machine);
    return (batch) => {
      sources.forEach((x, which) => {
        const run = runs[which]!;
        const rows = (batch * inputs[which]!.elements) / run;
        for (let row = 0; row < rows; row++) {
          const to = row * pitch + begins[which]!;
          for (let i = 0; i < run; i++) y[to + i] = x[row * run + i]!;
        }
      });
    };
  };
};
