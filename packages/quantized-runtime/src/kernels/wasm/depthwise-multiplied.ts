import type { DepthwiseNode } from '../../graph/graph.ts';
import type { Operand, Prepare } from '../kernel.ts';
import { prepareChannelwise } from './depthwise.ts';
import { sizeOf } from './job.ts';
import type { WasmMachine } from './machine.ts';
import { createWalk } from './walk.ts';

/** More than this is left to the reference kernel, which needs no copy. */
const MOST_BYTES = 2 ** 25;

/** A channel multiplier D > 1: every channel is written D times, which makes it a depthwise layer of C * D channels. */
export const prepareMultiplied: Prepare<WasmMachine, DepthwiseNode> = (node, layout) => {
  const { shape } = layout.tensor(node.params.kernel);
  const times = shape.at(-1)!;
  const x = layout.operand(node.inputs[0]!);
  const size = sizeOf(x);
  const bytes = layout.capacity * x.elements * times * size;
  if (bytes > MOST_BYTES) return null;
  const offset = layout.reserve(bytes);
  const channels = x.value.shape.at(-1)! * times;
  const wide: Operand = {
    ...x,
    value: { ...x.value, shape: [...x.value.shape.slice(0, -1), channels] },
    elements: x.elements * times,
    offset,
  };
  const operand = (value: number) => (value === node.inputs[0] ? wide : layout.operand(value));
  const bind = prepareChannelwise(node, shape.slice(0, -2), { ...layout, operand });
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
