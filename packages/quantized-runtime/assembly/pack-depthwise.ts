/**
 * Packs int8 depthwise weights (taps, channels) row-major to (ceil(channels / 8), pairs, 8, 2) int16: two taps of a
 * channel side by side. `order` lists 2 * pairs taps as int32; -1 gives zeros, and so does a channel beyond the last.
 */
export function packDepthwise(source: usize, order: usize, pairs: u32, channels: u32, target: usize): void {
  for (let c: u32 = 0; c < channels; c += 8) {
    const lanes = min<u32>(8, channels - c);
    for (let pair: u32 = 0; pair < pairs; pair++) {
      const at = order + (<usize>pair << 3);
      const first = load<i32>(at);
      const second = load<i32>(at, 4);
      for (let lane: u32 = 0; lane < 8; lane++) {
        const low = lane < lanes ? weight(source, first, channels, c + lane) : 0;
        const high = lane < lanes ? weight(source, second, channels, c + lane) : 0;
        store<u32>(target + (<usize>lane << 2), (low & 0xffff) | (high << 16));
      }
      target += 32;
    }
  }
}

@inline
function weight(source: usize, tap: i32, channels: u32, channel: u32): i32 {
  return tap < 0 ? 0 : <i32>load<i8>(source + <usize>(<u32>tap * channels + channel));
}
