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
