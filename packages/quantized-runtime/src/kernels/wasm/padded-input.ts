import type { Layout, Operand } from '../kernel.ts';
import { sizeOf } from './job.ts';
import type { WasmMachine } from './machine.ts';
import type { Volume } from './volume.ts';

/** Where a window kernel reads one example as int16 (or binary32) with its border in place. */
export interface PaddedInput {
  /** Makes example b readable and returns its address. */
  bind(machine: WasmMachine): (b: number) => number;
}

/** int16 and binary32 without padding are read where they lie; everything else is copied into scratch, example by example. */
export function createPaddedInput(layout: Layout, x: Operand, volume: Volume): PaddedInput {
  const size = sizeOf(x);
  const from = x.offset;
  const bytes = x.elements * size;
  if (size !== 1 && !volume.hasPadding) return { bind: () => (b) => from + b * bytes };

  // binary32 is copied as two int16: +0 is two zeros.
  const halves = size === 4 ? 2 : 1;
  const given = size === 4 ? 2 : size;
  const { channels, input, before, after, padded } = volume;
  const plane = padded[1] * padded[2] * channels * halves;
  const target = layout.scratch(padded[0] * plane * 2 + 16);
  const [depth, height] = input;
  const row = input[2] * channels * halves;
  const left = before[2] * channels * halves;
  const right = after[2] * channels * halves;
  const { zero } = x.value;
  const inputPlane = height * row * given;
  return {
    bind({ kernels: { pad } }) {
      return (b) => {
        let at = from + b * bytes;
        // The border in z is whole planes.
        let to = pad(at, target, given, 0, plane, before[0], 0, 0, 0, zero);
        for (let z = 0; z < depth; z++) {
          to = pad(at, to, given, height, row, before[1], after[1], left, right, zero);
          at += inputPlane;
        }
        pad(at, to, given, 0, plane, 0, after[0], 0, 0, zero);
        return target;
      };
    },
  };
}

/** A PaddedInput whose channels may lie in blocks, and how far its cells and blocks are apart. */
export interface BlockedInput extends PaddedInput {
  readonly cellBytes: number;
  /** From the cells of channels c .. c + 31 to those of channels c + 32 .. c + 63. */
  readonly blockBytes: number;
}

const BLOCK_BYTES = 64;

/**
 * int16 whose channels are read eight by eight over many cells. Where it is copied anyway and a cell is longer than
 * a line of the cache, blocks of 32 channels are laid one behind the other: cells a power of two apart would share
 * a few sets of the first-level cache and push each other out (8.3 -> 12 GMAC/s, 14 x 14 x 512).
 */
export function createBlockedInput(layout: Layout, x: Operand, volume: Volume): BlockedInput {
  const size = sizeOf(x);
  const { channels, input, before, after, padded } = volume;
  const copied = size === 1 || volume.hasPadding;
  if (!copied || channels * 2 <= BLOCK_BYTES) {
    return { ...createPaddedInput(layout, x, volume), cellBytes: channels * 2, blockBytes: BLOCK_BYTES };
  }
  const plane = padded[1] * padded[2];
  const blockBytes = padded[0] * plane * BLOCK_BYTES;
  const target = layout.scratch(Math.ceil(channels / 32) * blockBytes + 16);
  const [depth, height, width] = input;
  const { zero } = x.value;
  const from = x.offset;
  const inputPlane = height * width * channels * size;
  return {
    cellBytes: BLOCK_BYTES,
    blockBytes,
    bind({ kernels: { padBlocks } }) {
      const pad = (at: number, to: number, rows: number, top: number, bottom: number) =>
        padBlocks(at, to, size, channels, blockBytes, rows, width, top, bottom, before[2], after[2], zero);
      return (b) => {
        let at = from + b * depth * inputPlane;
        // The border in z is whole planes.
        let to = pad(at, target, 0, before[0] * padded[1], 0);
        for (let z = 0; z < depth; z++) {
          to = pad(at, to, height, before[1], after[1]);
          at += inputPlane;
        }
        pad(at, to, 0, 0, after[0] * padded[1]);
        return target;
      };
    },
  };
}
