import { showShape } from '../element-types.ts';
import type { NodeBase, Padding } from '../node.ts';
import type { Shape } from '../values.ts';
import { badShape } from './context.ts';

/** Output size of one axis of a window operator. */
function windowed(
  node: NodeBase,
  size: number,
  window: number,
  stride: number,
  pad: readonly [number, number],
) {
  const room = size + pad[0] + pad[1] - window;
  if (room < 0) return badShape(node, `a window of ${window} does not fit ${size} cells padded by ${pad}`);
  return Math.floor(room / stride) + 1;
}

interface SlidingNode extends NodeBase {
  readonly strides: readonly number[];
  readonly padding: Padding;
}

/** Output sizes of the spatial axes over which a window slides. `window`: its size on each of them, first. */
export function slide(
  node: SlidingNode,
  input: Shape,
  window: Shape,
  dilations: readonly number[],
): number[] {
  const rank = input.length - 1;
  if (rank < 1 || rank > 3) badShape(node, `needs 1 to 3 spatial axes, got the input ${showShape(input)}`);
  for (const list of [node.strides, dilations, node.padding, window.slice(0, rank)]) {
    if (list.length !== rank) badShape(node, `strides, dilations, padding and kernel need ${rank} axes`);
  }
  return node.strides.map((stride, axis) =>
    windowed(node, input[axis]!, (window[axis]! - 1) * dilations[axis]! + 1, stride, node.padding[axis]!),
  );
}

/** A kernel has the input's axes and one more. */
export function expectKernelRank(node: NodeBase, kernel: Shape, input: Shape): void {
  if (kernel.length !== input.length + 1) {
    badShape(node, `the kernel ${showShape(kernel)} does not fit the input ${showShape(input)}`);
  }
}
