import { finishFloat } from './gemm-f32';
import { Job } from './job';
import { storePart } from './store';

/**
 * Depthwise convolution in binary32 over padded input, four channels a vector, taps in row-major order (rule O7).
 * Uses Job with: `weights` (ceil(C / 4), taps, 4); `bias` (ceil(C / 4), 4); `segments` the number of taps.
 */
export function depthwiseF32(address: usize, x: usize, y: usize, height: u32): void {
  const job = changetype<Job>(address);
  const channels = job.channels;
  const offsets = <usize>job.offsets;
  const lastOffset = offsets + (<usize>job.segments << 2);
  const yStep = <usize>job.yStep;
  for (; height > 0; height--) {
    let weights = <usize>job.weights;
    let bias = <usize>job.bias;
    for (let c: u32 = 0; c < channels; c += 4) {
      let from = x + (<usize>c << 2);
      let to = y + (<usize>c << 2);
      const end = to + <usize>job.width * yStep;
      for (; to < end; to += yStep) {
        let sum = f32x4.splat(0);
        let w = weights;
        for (let offset = offsets; offset < lastOffset; offset += 4) {
          sum = f32x4.add(sum, f32x4.mul(v128.load(from + <usize>load<u32>(offset)), v128.load(w)));
          w += 16;
        }
        const v = finishFloat(address, f32x4.add(sum, v128.load(bias)));
        if (channels - c >= 4) v128.store(to, v);
        else storePart(to, v, (channels - c) << 2);
        from += <usize>job.xColumn;
      }
      weights += <usize>job.segments << 4;
      bias += 16;
    }
    x += <usize>job.xRow;
    y += <usize>job.width * yStep;
  }
}

/** Packs (taps, channels) binary32 to (ceil(channels / 4), taps, 4). */
export function packDepthwiseF32(source: usize, taps: u32, channels: u32, target: usize): void {
  for (let c: u32 = 0; c < channels; c += 4) {
    const lanes = <usize>min<u32>(4, channels - c);
    for (let tap: u32 = 0; tap < taps; tap++) {
      const at = source + (<usize>(tap * channels + c) << 2);
      for (let lane: usize = 0; lane < lanes; lane++) {
        store<f32>(target + (lane << 2), load<f32>(at + (lane << 2)));
      }
      target += 16;
    }
  }
}
