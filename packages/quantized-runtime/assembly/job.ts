/**
 * What a multiply-accumulate kernel works on: one description for dense, 1x1 and general convolutions.
 *
 * A product row reads `segments` runs of `2 * pairs` consecutive int16 inputs at the byte offsets listed in
 * `offsets`, relative to the row's own address: a dense layer and a 1x1 convolution have one segment (all of K),
 * a k x k convolution over a padded input has k (k * C consecutive numbers a kernel row), a dilated one has a
 * segment for each tap. No im2col copy is ever made.
 *
 * Fields are 32-bit and are written by src/kernels/wasm/job.ts in this order.
 */
@unmanaged
export class Job {
  /** Packed weights: (ceil(N / 8), segments, pairs, 8, 2) int16; see pack.ts. */
  weights: u32;
  /** (ceil(N / 8), 8) int32. */
  bias: u32;
  /** (ceil(N / 8)) panels of 128 bytes, and what `shift` says of them; see requantize.ts. */
  factors: u32;
  shift: i32;
  /** (segments) int32 byte offsets. */
  offsets: u32;
  segments: u32;
  /** Pairs of k in a segment; an odd run is closed with a zero weight and reads one number too many. */
  pairs: u32;
  /** Product rows lie on a grid of `width` columns; input bytes between grid columns and grid rows. */
  width: u32;
  xColumn: u32;
  xRow: u32;
  /** Output channels N of this job, bytes of one output (2: int16, 1: int8), bytes between product rows. */
  channels: u32;
  size: u32;
  yStep: u32;
  /** Depthwise: bytes between the inputs of channels 0 and 32, 32 and 64, ... */
  xBlock: u32;
  /** Keeps what follows at a multiple of 16. */
  unused0: u32;
  unused1: u32;
}

/**
 * Behind the fields lie three vectors of eight equal int16: the upper and the lower end of the output's clamp, less
 * the zero point, and the zero point, which is added last so that nothing can wrap. Whole vectors, because loading
 * one number into all lanes of int16 costs x64 a shuffle, on the port that requantization needs most.
 */
export const HIGH: usize = 64;
export const LOW: usize = 80;
export const ZERO: usize = 96;
