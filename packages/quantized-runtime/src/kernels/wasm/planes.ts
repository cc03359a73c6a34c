import type { Operand } from '../kernel.ts';
import { operandBytes, sizeOf } from './job.ts';
import type { PaddedInput } from './padded-input.ts';
import type { Volume } from './volume.ts';

/**
 * Runs a kernel that makes one plane of outputs at a time over all planes of `batch` examples: `rows` gets the
 * addresses of the plane's first window and of its first output. A cell of the padded input has `cellBytes` bytes.
 */
export function overPlanes(
  { strides, padded, output, channels }: Volume,
  x: Operand,
  y: Operand,
  example: ReturnType<PaddedInput['bind']>,
  rows: (from: number, to: number) => void,
  cellBytes = channels * operandBytes(x),
): (batch: number) => void {
  const inputPlane = strides[0] * padded[1] * padded[2] * cellBytes;
  const outputPlane = output[1] * output[2] * y.value.shape.at(-1)! * sizeOf(y);
  return (batch) => {
    let to = y.offset;
    for (let b = 0; b < batch; b++) {
      let from = example(b);
      for (let z = 0; z < output[0]; z++) {
        rows(from, to);
        from += inputPlane;
        to += outputPlane;
      }
    }
  };
}
