import type { Layout, Operand } from '../kernel.ts';
import { reserveJob, writeJob } from './job.ts';
import type { WasmMachine } from './machine.ts';
import { createPanels } from './panels.ts';
import type { Weights } from './weights.ts';

/** Which inputs a product row reads, and which output channels it makes. Byte distances; see assembly/job.ts. */
export interface Window {
  /** Offsets of the segments from the row's address. */
  readonly offsets: readonly number[];
  /** Numbers in a segment. */
  readonly length: number;
  readonly width: number;
  readonly xColumn: number;
  readonly xRow: number;
  /** Output channels [first, first + channels) of the kernel's last axis. */
  readonly first: number;
  readonly channels: number;
}

/** A product whose room is reserved: the address of its job, and what fills it once memory exists. */
export interface Product {
  readonly job: number;
  readonly kernel: 'gemm' | 'gemmF32';
  /** `isRaw`: the kernel lies in scratch already, where the product of another group of the same node has put it. */
  fill(machine: WasmMachine, isRaw?: boolean): void;
}

/** Reserves job, packed weights and constants of one product. */
export function reserveProduct(layout: Layout, weights: Weights, window: Window, output: Operand): Product {
  const { kernel } = weights;
  const { offsets, length, channels, first } = window;
  const columns = kernel.shape.at(-1)!;
  const panels = Math.ceil(channels / 8);
  const pairs = Math.ceil(length / 2);
  const job = reserveJob(layout);
  const offsetsAt = layout.reserve(offsets.length * 4);
  const packedAt = layout.reserve(panels * offsets.length * pairs * 32);
  const constants = createPanels(layout, weights, first, channels);
  const raw = layout.scratch(kernel.data.length);
  return {
    job,
    kernel: 'gemm',
    fill({ buffer, kernels }, isRaw = false) {
      if (!isRaw) new Int8Array(buffer, raw, kernel.data.length).set(kernel.data);
      kernels.pack(raw + first, offsets.length, length, columns, channels, packedAt);
      const shift = constants.fill(buffer);
      new Int32Array(buffer, offsetsAt, offsets.length).set(offsets);
      writeJob(buffer, job, output, {
        ...constants,
        weights: packedAt,
        shift,
        offsets: offsetsAt,
        segments: offsets.length,
        pairs,
        width: window.width,
        xColumn: window.xColumn,
        xRow: window.xRow,
        channels,
      });
    },
  };
}
