import { elementCount } from '../element-types.ts';
import type { NodeOf, Shape } from '../graph.ts';
import { type Effort, lanes, type Measure, NO_EFFORT } from './effort.ts';
import { volume, windowOf } from './window.ts';

/** Operators that move elements, and those that look at windows of them. */

/** `elements` written in runs of `run` elements that lie side by side before and after. */
const moved = (elements: number, run: number): Effort => ({
  ...NO_EFFORT,
  writes: elements,
  runs: Math.ceil(elements / run),
});

/** Elements of the axes behind the last one that `touched` holds for. */
function tail(shape: Shape, touched: (axis: number) => boolean): number {
  let run = 1;
  for (let axis = shape.length - 1; axis >= 0 && !touched(axis); axis--) run *= shape[axis]!;
  return run;
}

export const transpose: Measure<NodeOf<'transpose'>> = (node, { outputs: [output] }) =>
  moved(
    elementCount(output!),
    tail(output!, (axis) => node.perm[axis] !== axis),
  );

export const pad: Measure<NodeOf<'pad'>> = (node, { inputs: [input], outputs: [output] }) => {
  const isPadded = (axis: number) => node.padding[axis]!.some((cells) => cells > 0);
  // The run of the last padded axis is whole within the input.
  const axis = input!.findLastIndex((_, index) => isPadded(index));
  const run = tail(input!, isPadded) * (axis < 0 ? 1 : input![axis]!);
  return { ...moved(elementCount(output!), run), runs: Math.ceil(elementCount(input!) / run) };
};

export const slice: Measure<NodeOf<'slice'>> = (node, { inputs: [input], outputs: [output] }) => {
  const isCut = (axis: number) => node.strides[axis] !== 1 || output![axis] !== input![axis];
  const axis = output!.findLastIndex((_, index) => isCut(index));
  const last = axis >= 0 && node.strides[axis] === 1 ? output![axis]! : 1;
  return moved(elementCount(output!), tail(output!, isCut) * last);
};

export const concat: Measure<NodeOf<'concat'>> = (node, { inputs, outputs: [output] }) => ({
  ...NO_EFFORT,
  writes: elementCount(output!),
  runs: elementCount(output!.slice(0, node.axis)) * inputs.length,
});

export const tile: Measure<NodeOf<'tile'>> = (node, { inputs: [input], outputs: [output] }) => {
  const isRepeated = (axis: number) => node.repeats[axis]! > 1;
  const axis = input!.findLastIndex((_, index) => isRepeated(index));
  // The run of the last repeated axis, as often as it is repeated.
  const run = tail(input!, isRepeated) * (axis < 0 ? 1 : input![axis]! * node.repeats[axis]!);
  return moved(elementCount(output!), run);
};

export const gather: Measure<NodeOf<'gather'>> = (_, { inputs: [indices], outputs: [output] }) => ({
  ...NO_EFFORT,
  writes: elementCount(output!),
  runs: elementCount(indices!),
});

export const pool: Measure<NodeOf<'pool'>> = (node, { inputs: [input], outputs: [output] }) => {
  const window = windowOf(node, node.size, input!, output!);
  const cells = volume(window.output);
  const channels = lanes(output!.at(-1)!);
  return {
    products: cells * volume(window.kernel) * channels,
    writes: cells * channels,
    reads: 0,
    runs: cells,
  };
};

export const resize: Measure<NodeOf<'resize'>> = (_, { outputs: [output] }) => ({
  ...NO_EFFORT,
  writes: elementCount(output!.slice(0, -1)) * lanes(output!.at(-1)!),
  runs: elementCount(output!.slice(0, -1)),
});
