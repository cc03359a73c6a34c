import type { Tensor } from '../../graph/graph.ts';
import { packedProduct } from '../../graph/memory/product.ts';
import type { Layout, Operand } from '../kernel.ts';
import { JOB_BYTES, reserveJobs, writeJob } from './job.ts';
import type { WasmMachine } from './machine.ts';
import { createPanels } from './panels.ts';
import type { Weights } from './weights.ts';

/** Which inputs a product row reads, and which output channels it makes. Byte distances; see assembly/job.ts. */
export interface Window {
  /** The kernel's name. */
  readonly tensor: string;
  readonly segments: number;
  /** Offsets of the segments from the row's address. */
  offsets(): ArrayLike<number>;
  /** Numbers in a segment. */
  readonly length: number;
  readonly width: number;
  readonly xColumn: number;
  readonly xRow: number;
  /** Output channels [first, first + channels) of the kernel's last axis; the next group's follow. */
  readonly first: number;
  readonly channels: number;
  readonly groups: number;
}

/** A kernel in the form that products read. */
export interface Packing {
  /** Address of a group's. */
  at(group: number): number;
  /** Sees to it that it is there. Returns the bias to use, if it is not the node's own. */
  fill(machine: WasmMachine): ArrayLike<number> | undefined;
}

/** A product for each group, whose room is reserved: the addresses of their jobs, and what fills it once memory exists. */
export interface Product {
  job(group: number): number;
  readonly kernel: 'gemm' | 'gemmF32';
  fill(machine: WasmMachine): void;
}

/** Packs a kernel as it is, or shares what another node packed. `pack` packs one group from the kernel at `raw`. */
export function createPacking(
  layout: Layout,
  { data }: Tensor,
  window: Window,
  pack: (machine: WasmMachine, raw: number, first: number, at: number) => void,
): Packing {
  const { tensor, first, channels, groups } = window;
  const packed = packedProduct(tensor, window, layout.graph);
  const shared = layout.share(packed);
  const raw = layout.draft(data.byteLength);
  const at = (group: number): number => shared.at + (group * packed.bytes) / groups;
  return {
    at,
    fill(machine) {
      shared.fill(() => {
        new Uint8Array(machine.buffer, raw, data.byteLength).set(
          new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
        );
        for (let group = 0; group < groups; group++) pack(machine, raw, first + group * channels, at(group));
      });
      return undefined;
    },
  };
}

function packIntegers(layout: Layout, kernel: Tensor, window: Window): Packing {
  const { segments, length, channels } = window;
  const columns = kernel.shape.at(-1)!;
  return createPacking(layout, kernel, window, ({ kernels }, raw, first, at) =>
    kernels.pack(raw + first, segments, length, columns, channels, at),
  );
}

/** Reserves jobs, packed weights and constants of a product for each group. */
export function reserveProduct(
  layout: Layout,
  weights: Weights,
  window: Window,
  output: Operand,
  packing = packIntegers(layout, weights.kernel, window),
): Product {
  const { segments, length, channels, first, groups } = window;
  const pairs = Math.ceil(length / 2);
  const jobs = reserveJobs(layout, groups);
  const job = (group: number): number => jobs + group * JOB_BYTES;
  const offsetsAt = layout.reserve(segments * 4);
  const constants = createPanels(layout, weights, first, channels, groups);
  return {
    job,
    kernel: 'gemm',
    fill(machine) {
      const { buffer } = machine;
      const bias = packing.fill(machine);
      new Int32Array(buffer, offsetsAt, segments).set(window.offsets());
      for (let group = 0; group < groups; group++) {
        writeJob(buffer, job(group), output, {
          bias: constants.bias(group),
          factors: constants.factors(group),
          weights: packing.at(group),
          shift: constants.fill(buffer, group, bias),
          offsets: offsetsAt,
          segments,
          pairs,
          width: window.width,
          xColumn: window.xColumn,
          xRow: window.xRow,
          channels,
        });
      }
    },
  };
}
