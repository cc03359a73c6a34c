/**
 * Packs int8 weights for gemm: from (segments, length, columns) row-major, of which the `channels` columns from
 * `source` on are taken, to (ceil(channels / 8), segments, ceil(length / 2), 8, 2) int16, so that one vector holds
 * two consecutive k of four channels, as i32x4.dot_i16x8_s wants them. Gaps are zero.
 */
export function pack(source: usize, segments: u32, length: u32, columns: u32, channels: u32, target: usize): void {
  for (let c: u32 = 0; c < channels; c += 8) {
    const lanes = min<u32>(8, channels - c);
    let at = source + <usize>c;
    for (let s: u32 = 0; s < segments; s++) {
      for (let k: u32 = 0; k < length; k += 2) {
        const odd = k + 1 < length;
        if (lanes == 8) {
          const first = v128.load64_zero(at);
          const second = odd ? v128.load64_zero(at + <usize>columns) : i64x2.splat(0);
          const both = i8x16.shuffle(first, second, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
          v128.store(target, i16x8.extend_low_i8x16_s(both));
          v128.store(target, i16x8.extend_high_i8x16_s(both), 16);
        } else {
          for (let lane: u32 = 0; lane < 8; lane++) {
            const first = lane < lanes ? <i32>load<i8>(at + <usize>lane) : 0;
            const second = odd && lane < lanes ? <i32>load<i8>(at + <usize>columns + <usize>lane) : 0;
            store<u32>(target + (<usize>lane << 2), (first & 0xffff) | (second << 16));
          }
        }
        target += 32;
        at += <usize>columns << (odd ? 1 : 0);
      }
    }
  }
}
