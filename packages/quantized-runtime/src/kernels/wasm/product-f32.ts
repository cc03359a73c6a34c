import type { Clamp, Tensor } from '../../graph/graph.ts';
import type { Layout, Operand } from '../kernel.ts';
import { JOB_BYTES, reserveJobs, writeJob } from './job.ts';
import { createPacking, type Packing, type Product, type Window } from './product.ts';

/** Parameters of a multiply-accumulate operator in profile f32. */
export interface FloatWeights extends Clamp {
  readonly kernel: Tensor;
  readonly bias: Tensor | undefined;
}

/** Writes the clamp of rule O5 behind a job, where kernels on binary32 expect it. */
export function writeFloatClamp(buffer: ArrayBuffer, job: number, { min, max }: Clamp): void {
  new Float32Array(buffer, job + 64, 8).fill(min ?? -Infinity, 0, 4).fill(max ?? Infinity, 4);
}

function packFloats(layout: Layout, kernel: Tensor, window: Window): Packing {
  const { segments, length, channels } = window;
  const columns = kernel.shape.at(-1)!;
  return createPacking(layout, kernel, window, ({ kernels }, raw, first, at) =>
    kernels.packF32(raw + first * 4, segments * length, columns, channels, at),
  );
}

/** As reserveProduct, on binary32: distances in `window` are in bytes of binary32. */
export function reserveFloatProduct(
  layout: Layout,
  weights: FloatWeights,
  window: Window,
  output: Operand,
  packing = packFloats(layout, weights.kernel, window),
): Product {
  const { segments, length, channels, first, groups } = window;
  const panelBytes = Math.ceil(channels / 8) * 32;
  const jobs = reserveJobs(layout, groups);
  const job = (group: number): number => jobs + group * JOB_BYTES;
  const offsetsAt = layout.reserve(segments * 4);
  const biasAt = layout.reserve(groups * panelBytes);
  const bias = weights.bias?.data;
  return {
    job,
    kernel: 'gemmF32',
    fill(machine) {
      const { buffer } = machine;
      packing.fill(machine);
      new Int32Array(buffer, offsetsAt, segments).set(window.offsets());
      for (let group = 0; group < groups; group++) {
        const begin = first + group * channels;
        const own = biasAt + group * panelBytes;
        if (bias !== undefined)
          new Float32Array(buffer, own, channels).set(bias.subarray(begin, begin + channels));
        writeJob(buffer, job(group), output, {
          weights: packing.at(group),
          bias: own,
          factors: 0,
          shift: 0,
          offsets: offsetsAt,
          segments,
          pairs: length,
          width: window.width,
          xColumn: window.xColumn,
          xRow: window.xRow,
          channels,
        });
        writeFloatClamp(buffer, job(group), weights);
      }
    },
  };
}
