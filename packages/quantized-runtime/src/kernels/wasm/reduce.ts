import type { ReduceNode } from '../../graph/graph.ts';
import type { Prepare } from '../../plan/kernel.ts';
import { sizeOf } from './job.ts';
import type { WasmMachine } from './machine.ts';
import { createAverage, reservePoolJob, writePoolJob } from './pool.ts';

/**
 * Sum, mean and maximum over all axes but the last (global pooling) are one window over all of the input.
 * Everything else is left to the reference kernel.
 */
export const prepareReduce: Prepare<WasmMachine, ReduceNode> = (node, layout) => {
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const { shape, type } = x.value;
  const leading = node.axes.length === shape.length - 1 && !node.axes.includes(shape.length - 1);
  if ((type !== 'i16' && type !== 'i8') || node.fn === 'min' || !leading) return null;
  const channels = shape.at(-1)!;
  const cells = x.elements / channels;
  const { mult, shift } = node.params;
  const average =
    node.fn === 'max' ? null : createAverage(layout, layout.tensor(mult!), layout.tensor(shift!), y);
  const job = reservePoolJob(layout);
  const inputBytes = x.elements * sizeOf(x);
  const outputBytes = y.elements * sizeOf(y);
  return ({ buffer, kernels }) => {
    average?.fill(buffer);
    const plane = {
      channels,
      input: [1, 1, cells],
      output: [1, 1, 1],
      kernel: [1, 1, cells],
      strides: [1, 1, 1],
      before: [0, 0, 0],
    } as const;
    writePoolJob(buffer, job, plane, x, average);
    const pool = average === null ? kernels.poolMax : kernels.poolAverage;
    return (batch) => {
      for (let b = 0; b < batch; b++) pool(job, x.offset + b * inputBytes, y.offset + b * outputBytes);
    };
  };
};
