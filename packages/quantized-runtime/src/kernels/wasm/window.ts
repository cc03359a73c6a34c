import type { ElementType, PoolNode, Tensor } from '../../graph/graph.ts';
import type { Layout, Operand, Prepare } from '../kernel.ts';
import { reserveJob, sizeOf, writeJob } from './job.ts';
import type { WasmMachine } from './machine.ts';
import { reserveFactors, writeFactors } from './panels.ts';
import { type Volume, volumeOf } from './volume.ts';

/** Codes of element types in assembly/window.ts and assembly/compare.ts. */
export const TYPE_CODES: Readonly<Record<ElementType, number>> = { i16: 0, i8: 1, u8: 2, i32: 3, f32: 4 };

const FUNCTIONS = { max: 0, min: 1, sum: 2, avg: 2, mean: 2 } as const;

/** The multipliers of a sum of integers, one pair for each count of cells or one for all. */
interface Pairs {
  readonly mult: Tensor;
  readonly shift: Tensor;
}

const FIELDS = 22;

/** A window over a volume whose room is reserved. */
export interface Window {
  /** Returns what slides over the example at byte address `x` and writes to `y`. */
  bind(machine: WasmMachine): (x: number, y: number) => void;
}

type Sliding = Pick<Volume, 'channels' | 'input' | 'output' | 'kernel' | 'strides' | 'before'>;

/** Folds the window's cells channel by channel. `pairs`: for integer sums alone. */
export function createWindow(
  layout: Layout,
  fn: keyof typeof FUNCTIONS,
  volume: Sliding,
  x: Operand,
  y: Operand,
  pairs: Pairs | null,
): Window {
  const at = layout.reserve(FIELDS * 4);
  const job = pairs === null ? 0 : reserveJob(layout);
  const count = pairs?.mult.data.length ?? 0;
  const factors = reserveFactors(layout, count);
  const divides = pairs === null && (fn === 'avg' || fn === 'mean') ? 1 : 0;
  const fields = [
    ...[...volume.input, ...volume.output, ...volume.kernel, ...volume.strides, ...volume.before],
    ...[volume.channels, sizeOf(x), TYPE_CODES[x.value.type], FUNCTIONS[fn]],
    ...[job, count || divides, x.value.zero],
  ];
  return {
    bind({ buffer, kernels: { slideWindow } }) {
      new Int32Array(buffer, at, FIELDS).set(fields);
      if (pairs !== null) {
        const shift = writeFactors(buffer, factors, pairs, count * 8, (lane) => lane >> 3);
        writeJob(buffer, job, y, { factors, shift });
      }
      return (from, to) => slideWindow(at, from, to);
    },
  };
}

/** Pools that pool.ts does not serve: three spatial axes, binary32, masks and indices. */
export const preparePoolVolume: Prepare<WasmMachine, PoolNode> = (node, layout) => {
  const x = layout.operand(node.inputs[0]!);
  const y = layout.operand(node.outputs[0]!);
  const { mult, shift } = node.params;
  const pairs =
    mult === undefined || shift === undefined
      ? null
      : { mult: layout.tensor(mult), shift: layout.tensor(shift) };
  const window = createWindow(layout, node.fn, volumeOf(node, node.size, x, y), x, y, pairs);
  const [xStep, yStep] = [x.elements * sizeOf(x), y.elements * sizeOf(y)];
  return (machine) => {
    const slide = window.bind(machine);
    return (batch) => {
      for (let b = 0; b < batch; b++) slide(x.offset + b * xStep, y.offset + b * yStep);
    };
  };
};
