import { finishFloat } from './gemm-f32';
import { storePart } from './store';

const LAYER: u32 = 0;
const UNIT: u32 = 2;

/**
 * Layer, root-mean-square or unit norm of `rows` rows of `length` binary32; `gamma`, `beta` hold a number for each
 * of a row, or are 0. The clamp lies behind the job. Sums go number by number, as rule O7 wants them.
 */
export function normalizeF32(
  address: usize,
  fn: u32,
  x: usize,
  y: usize,
  rows: u32,
  length: u32,
  gamma: usize,
  beta: usize,
  epsilon: f32,
): void {
  const bytes = <usize>length << 2;
  const n = <f32>length;
  for (; rows > 0; rows--) {
    let mean: f32 = 0;
    if (fn == LAYER) {
      let sum: f32 = 0;
      for (let at: usize = 0; at < bytes; at += 4) sum += load<f32>(x + at);
      mean = sum / n;
    }
    // x - 0 is x, but for the sign of a zero, which a square loses.
    let squares: f32 = 0;
    for (let at: usize = 0; at < bytes; at += 4) {
      const centred = load<f32>(x + at) - mean;
      squares += centred * centred;
    }
    const spread = fn == UNIT ? max<f32>(squares, epsilon) : squares / n + epsilon;
    const root = f32x4.splat(sqrt<f32>(spread));
    const centre = f32x4.splat(mean);
    for (let at: usize = 0; at < bytes; at += 16) {
      const v = v128.load(x + at);
      let z = f32x4.div(fn == LAYER ? f32x4.sub(v, centre) : v, root);
      if (gamma != 0) z = f32x4.mul(z, v128.load(gamma + at));
      if (beta != 0) z = f32x4.add(z, v128.load(beta + at));
      z = finishFloat(address, z);
      if (bytes - at >= 16) v128.store(y + at, z);
      else storePart(y + at, z, <u32>(bytes - at));
    }
    x += bytes;
    y += bytes;
  }
}
