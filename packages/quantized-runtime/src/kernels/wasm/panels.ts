import { powerOfTwo } from '../../numerics/power-of-two.ts';
import type { Layout } from '../../plan/kernel.ts';
import type { Weights } from './product.ts';

/** Bias and requantization constants of `channels` output channels from `first` on, in panels of eight. */
export interface Panels {
  readonly bias: number;
  readonly factors: number;
  /** True when some M * 2^-s is 1 or more. */
  fill(buffer: ArrayBuffer): boolean;
}

/**
 * Layout as assembly/requantize.ts reads it: bias (panels, 8) int32; factors (panels, 16) binary64, eight times
 * M * 2^-s (exact: M has 21 bits), then eight times 2^-(s+1).
 */
export function createPanels(
  layout: Layout,
  { bias, mult, shift }: Omit<Weights, 'kernel'>,
  first: number,
  channels: number,
): Panels {
  const count = Math.ceil(channels / 8);
  const biasAt = layout.reserve(count * 32);
  const factorsAt = layout.reserve(count * 128);
  return {
    bias: biasAt,
    factors: factorsAt,
    fill(buffer) {
      const biases = new Int32Array(buffer, biasAt, count * 8);
      const factors = new Float64Array(buffer, factorsAt, count * 16);
      let saturate = false;
      for (let i = 0; i < channels; i++) {
        const channel = first + i;
        const s = shift.data[shift.data.length === 1 ? 0 : channel]!;
        const factor = mult.data[mult.data.length === 1 ? 0 : channel]! * powerOfTwo(-s);
        const at = (i >> 3) * 16 + (i & 7);
        factors[at] = factor;
        factors[at + 8] = powerOfTwo(-(s + 1));
        biases[i] = bias?.data[channel] ?? 0;
        saturate ||= factor >= 1;
      }
      return saturate;
    },
  };
}
