import type { DepthwiseNode } from '../../graph/graph.ts';
import { alignUp } from '../../graph/memory/align.ts';
import { multipliedBytes } from '../../graph/memory/window.ts';
import type { Operand, Prepare } from '../kernel.ts';
import { prepareChannelwise } from './depthwise.ts';
import { sizeOf } from './job.ts';
import type { WasmMachine } from './machine.ts';
import { createWalk } from './walk.ts';

/** A channel multiplier D > 1: every channel is written D times, which makes it a depthwise layer of C * D channels. */
export const prepareMultiplied: Prepare<WasmMachine, DepthwiseNode> = (node, layout) => {
  const { shape } = layout.tensor(node.params.kernel);
  const times = shape.at(-1)!;
  const x = layout.operand(node.inputs[0]!);
  const size = sizeOf(x);
  const bytes = alignUp(multipliedBytes(x.elements, times, layout.capacity, size));
  if (bytes === 0) return null;
  // The copy lies in scratch, in front of what the plain layer takes there.
  const offset = layout.scratch(bytes);
  const scratch = (more: number): number => layout.scratch(bytes + more) + bytes;
  const channels = x.value.shape.at(-1)! * times;
  const wide: Operand = {
    ...x,
    value: { ...x.value, shape: [...x.value.shape.slice(0, -1), channels] },
    elements: x.elements * times,
    offset,
  };
  const operand = (value: number) => (value === node.inputs[0] ? wide : layout.operand(value));
  const bind = prepareChannelwise(node, shape.slice(0, -2), { ...layout, operand, scratch });
  const axes = [
    { length: times, from: 0, to: 1 },
    { length: x.elements, from: 1, to: times },
  ];
  const walk = createWalk(layout, axes, size);
  return (machine) => {
    const move = walk.bind(machine);
    const step = bind(machine);
    return (batch) => {
      for (let b = 0; b < batch; b++) {
        move(x.offset + b * x.elements * size, offset + b * wide.elements * size);
      }
      step?.(batch);
    };
  };
};
