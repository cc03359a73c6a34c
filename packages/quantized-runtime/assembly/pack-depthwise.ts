/**
 * Packs int8 depthwise weights (taps, channels) row-major to (ceil(channels / 8), ceil(taps / 2), 8, 2) int16: two
 * taps of a channel side by side. Gaps are zero.
 */
export function packDepthwise(source: usize, taps: u32, channels: u32, target: usize): void {
  for (let c: u32 = 0; c < channels; c += 8) {
    const lanes = min<u32>(8, channels - c);
    for (let tap: u32 = 0; tap < taps; tap += 2) {
      const at = source + <usize>(tap * channels + c);
      for (let lane: u32 = 0; lane < 8; lane++) {
        const first = lane < lanes ? <i32>load<i8>(at + <usize>lane) : 0;
        const second = lane < lanes && tap + 1 < taps ? <i32>load<i8>(at + <usize>(channels + lane)) : 0;
        store<u32>(target + (<usize>lane << 2), (first & 0xffff) | (second << 16));
      }
      target += 32;
    }
  }
}
