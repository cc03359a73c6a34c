import { finishFloat } from './gemm-f32';
import { storePart } from './store';

/** y[r, c] = clamp(x[r, c] * k[c] + bias[c]) in binary32; `bias` 0: nothing is added. The clamp lies behind the job. */
export function affineF32(address: usize, x: usize, y: usize, rows: u32, channels: u32, k: usize, bias: usize): void {
  const bytes = <usize>channels << 2;
  for (; rows > 0; rows--) {
    for (let at: usize = 0; at < bytes; at += 16) {
      let v = f32x4.mul(v128.load(x + at), v128.load(k + at));
      if (bias != 0) v = f32x4.add(v, v128.load(bias + at));
      v = finishFloat(address, v);
      if (bytes - at >= 16) v128.store(y + at, v);
      else storePart(y + at, v, <u32>(bytes - at));
    }
    x += bytes;
    y += bytes;
  }
}
