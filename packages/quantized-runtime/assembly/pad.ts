/**
 * Copies int8 or int16 activations into int16 scratch with a border, so that a window may be read without tests.
 * Everything is written in ascending order by whole vectors: what a vector writes too much is overwritten by what
 * follows, and up to 14 bytes behind the last number are touched.
 */

@inline
function fill(y: usize, count: usize, value: v128): usize {
  const end = y + (count << 1);
  for (; y < end; y += 16) v128.store(y, value);
  return end;
}

@inline
function copy(x: usize, y: usize, count: usize, size: u32): usize {
  const end = y + (count << 1);
  if (size == 2) {
    for (; y < end; y += 16) {
      v128.store(y, v128.load(x));
      x += 16;
    }
  } else {
    for (; y < end; y += 16) {
      v128.store(y, v128.load8x8_s(x));
      x += 8;
    }
  }
  return end;
}

/** `count` activations of `size` bytes at `x` to int16 at `y`. */
export function widen(x: usize, y: usize, count: u32, size: u32): void {
  copy(x, y, <usize>count, size);
}

/**
 * (height, row) numbers of `size` bytes at `x` to (top + height + bottom, left + row + right) int16 at `y`; the
 * border holds `value`. Returns the address behind what was written.
 */
export function pad(
  x: usize,
  y: usize,
  size: u32,
  height: u32,
  row: u32,
  top: u32,
  bottom: u32,
  left: u32,
  right: u32,
  value: i32,
): usize {
  const border = i16x8.splat(<i16>value);
  const full = <usize>(left + row + right);
  y = fill(y, <usize>top * full, border);
  for (; height > 0; height--) {
    y = fill(y, <usize>left, border);
    y = copy(x, y, <usize>row, size);
    y = fill(y, <usize>right, border);
    x += <usize>(row * size);
  }
  return fill(y, <usize>bottom * full, border);
}

/**
 * Like pad, for (height, width, channels) numbers whose rows are to lie 32 channels by 32: to (ceil(channels / 32),
 * top + height + bottom, left + width + right, 32) int16, whose blocks begin `blockBytes` apart. Reads up to 62 bytes
 * behind the last number; in a last block of fewer channels the others hold anything. Returns the address behind
 * what was written of the first block.
 */
export function padBlocks(
  x: usize,
  y: usize,
  size: u32,
  channels: u32,
  blockBytes: usize,
  height: u32,
  width: u32,
  top: u32,
  bottom: u32,
  left: u32,
  right: u32,
  value: i32,
): usize {
  const border = i16x8.splat(<i16>value);
  const full = <usize>(left + width + right) << 5;
  const cell = <usize>(channels * size);
  let end = y;
  for (let c: u32 = 0; c < channels; c += 32) {
    let to = fill(y, <usize>top * full, border);
    let from = x + <usize>(c * size);
    for (let row: u32 = 0; row < height; row++) {
      to = fill(to, <usize>left << 5, border);
      const last = to + (<usize>width << 6);
      if (size == 2) {
        for (; to < last; to += 64) {
          v128.store(to, v128.load(from));
          v128.store(to, v128.load(from, 16), 16);
          v128.store(to, v128.load(from, 32), 32);
          v128.store(to, v128.load(from, 48), 48);
          from += cell;
        }
      } else {
        for (; to < last; to += 64) {
          v128.store(to, v128.load8x8_s(from));
          v128.store(to, v128.load8x8_s(from, 8), 16);
          v128.store(to, v128.load8x8_s(from, 16), 32);
          v128.store(to, v128.load8x8_s(from, 24), 48);
          from += cell;
        }
      }
      to = fill(to, <usize>right << 5, border);
    }
    to = fill(to, <usize>bottom * full, border);
    if (c == 0) end = to;
    y += blockBytes;
  }
  return end;
}
