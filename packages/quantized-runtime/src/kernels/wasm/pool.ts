import type { PoolNode, Tensor } from '../../graph/graph.ts';
import type { Layout, Operand, Prepare } from '../kernel.ts';
import { reserveJob, sizeOf, writeJob } from './job.ts';
import type { WasmMachine } from './machine.ts';
import { reserveFactors, writeFactors } from './panels.ts';
import { type Volume, volumeOf } from './volume.ts';

/** What assembly/pool.ts needs of an average: one panel of factors for each count of cells. */
export interface AverageConstants {
  readonly job: number;
  readonly panels: number;
  fill(buffer: ArrayBuffer): void;
}

/** Rule N3's pairs for averages of 1, 2, ... cells (or one for all), each for eight channels. */
export function createAverage(layout: Layout, mult: Tensor, shift: Tensor, y: Operand): AverageConstants {
  const panels = mult.data.length;
  const job = reserveJob(layout);
  const factors = reserveFactors(layout, panels);
  return {
    job,
    panels,
    fill(buffer) {
      const common = writeFactors(buffer, factors, { mult, shift }, panels * 8, (lane) => lane >> 3);
      writeJob(buffer, job, y, { factors, shift: common });
    },
  };
}

const POOL_FIELDS = 15;
export const reservePoolJob = (layout: Layout): number => layout.reserve(POOL_FIELDS * 4);

type Plane = Pick<Volume, 'channels' | 'input' | 'output' | 'kernel' | 'strides' | 'before'>;

/** Writes the fields of assembly/pool.ts. */
export function writePoolJob(
  buffer: ArrayBuffer,
  at: number,
  { channels, input, output, kernel, strides, before }: Plane,
  x: Operand,
  average: AverageConstants | null,
): void {
  new Int32Array(buffer, at, POOL_FIELDS).set([
    input[1],
    input[2],
    output[1],
    output[2],
    kernel[1],
    kernel[2],
    strides[1],
    strides[2],
    before[1],
    before[2],
    channels,
    sizeOf(x),
    average?.job ?? 0,
    average?.panels ?? 0,
    x.value.zero,
  ]);
}

/** One or two spatial axes of int16 or int8; the rest is left to the reference kernel. */
export const preparePool: Prepare<WasmMachine, PoolNode> = (node, layout) => {
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  if ((x.value.type !== 'i16' && x.value.type !== 'i8') || node.size.length > 2) return null;
  const plane = volumeOf(node, node.size, x, y);
  const { mult, shift } = node.params;
  const average =
    node.fn === 'avg' ? createAverage(layout, layout.tensor(mult!), layout.tensor(shift!), y) : null;
  const job = reservePoolJob(layout);
  const inputBytes = x.elements * sizeOf(x);
  const outputBytes = y.elements * sizeOf(y);
  return ({ buffer, kernels }) => {
    average?.fill(buffer);
    writePoolJob(buffer, job, plane, x, average);
    const pool = average === null ? kernels.poolMax : kernels.poolAverage;
    return (batch) => {
      for (let b = 0; b < batch; b++) pool(job, x.offset + b * inputBytes, y.offset + b * outputBytes);
    };
  };
};
