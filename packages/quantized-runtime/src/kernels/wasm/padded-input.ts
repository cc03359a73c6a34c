import type { Layout, Operand } from '../../plan/kernel.ts';
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
