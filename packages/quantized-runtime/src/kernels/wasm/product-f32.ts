import type { Clamp } from '../../graph/graph.ts';
import type { Layout, Operand } from '../kernel.ts';
import { reserveJob, writeJob } from './job.ts';
import type { Product, Window } from './product.ts';

/** Parameters of a multiply-accumulate operator in profile f32. */
export interface FloatNode extends Clamp {
  readonly params: { readonly kernel: string; readonly bias?: string };
}

/** Writes the clamp of rule O5 behind a job, where kernels on binary32 expect it. */
export function writeFloatClamp(buffer: ArrayBuffer, job: number, { min, max }: Clamp): void {
  new Float32Array(buffer, job + 64, 8).fill(min ?? -Infinity, 0, 4).fill(max ?? Infinity, 4);
}

/** As reserveProduct, on binary32: distances in `window` are in bytes of binary32. */
export function reserveFloatProduct(
  layout: Layout,
  node: FloatNode,
  window: Window,
  output: Operand,
): Product {
  const { shape, data } = layout.tensor(node.params.kernel);
  const { offsets, length, channels, first } = window;
  const columns = shape.at(-1)!;
  const rows = offsets.length * length;
  const panels = Math.ceil(channels / 8);
  const job = reserveJob(layout);
  const offsetsAt = layout.reserve(offsets.length * 4);
  const packed = layout.reserve(panels * rows * 32);
  const biasAt = layout.reserve(panels * 32);
  const bias = node.params.bias === undefined ? null : layout.tensor(node.params.bias).data;
  const raw = layout.scratch(data.byteLength);
  return {
    job,
    kernel: 'gemmF32',
    fill({ buffer, kernels }, isRaw = false) {
      if (!isRaw) new Float32Array(buffer, raw, data.length).set(data);
      kernels.packF32(raw + first * 4, rows, columns, channels, packed);
      if (bias !== null)
        new Float32Array(buffer, biasAt, channels).set(bias.subarray(first, first + channels));
      new Int32Array(buffer, offsetsAt, offsets.length).set(offsets);
      writeJob(buffer, job, output, {
        weights: packed,
        bias: biasAt,
        factors: 0,
        shift: 0,
        offsets: offsetsAt,
        segments: offsets.length,
        pairs: length,
        width: window.width,
        xColumn: window.xColumn,
        xRow: window.xRow,
        channels,
      });
      writeFloatClamp(buffer, job, node);
    },
  };
}
