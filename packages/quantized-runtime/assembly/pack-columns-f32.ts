import { storeTransposed } from './transpose-four';

/** A matrix (rows, columns) with strides `down`, `across` in bytes, in panels of eight columns as gemmF32 reads them. */
export function packColumnsF32(
  source: usize,
  rows: u32,
  columns: u32,
  down: usize,
  across: usize,
  target: usize,
): void {
  for (let c: u32 = 0; c < columns; c += 8) {
    const lanes = <usize>min<u32>(8, columns - c);
    let at = source + <usize>c * across;
    for (let k: u32 = 0; k < rows; k++) {
      if (lanes == 8 && down == 4 && k + 4 <= rows) {
        for (let half: usize = 0; half < 32; half += 16) {
          const from = at + (half >> 2) * across;
          const r0 = v128.load(from);
          const r1 = v128.load(from + across);
          const r2 = v128.load(from + 2 * across);
          const r3 = v128.load(from + 3 * across);
          storeTransposed(target + half, r0, r1, r2, r3);
        }
        at += 16;
        target += 128;
        k += 3;
        continue;
      }
      if (lanes == 8 && across == 4) {
        v128.store(target, v128.load(at));
        v128.store(target, v128.load(at, 16), 16);
      } else {
        for (let lane: usize = 0; lane < lanes; lane++) {
          store<f32>(target + (lane << 2), load<f32>(at + lane * across));
        }
      }
      at += down;
      target += 32;
    }
  }
}
