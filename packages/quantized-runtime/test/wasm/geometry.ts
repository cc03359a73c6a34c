import type { Tensor } from '../../src/graph/graph.ts';
import type { Random } from '../support/random.ts';
import { int8Kernel } from './arbitrary.ts';

/** One spatial axis: input and window sizes, stride, dilation, padding, such that at least one window fits; `spare`: cells beyond that. */
export function axisOf(random: Random, dilated: boolean, spare = 6) {
  const kernel = random.integer(1, 5);
  const dilation = dilated ? random.integer(1, 3) : 1;
  const stride = random.integer(1, 4);
  const before = random.integer(0, kernel - 1);
  const after = random.integer(0, kernel - 1);
  const reach = (kernel - 1) * dilation + 1;
  const size = Math.max(1, reach - before - after) + random.integer(0, spare);
  const output = Math.floor((size + before + after - reach) / stride) + 1;
  return { kernel, dilation, stride, padding: [before, after] as const, size, output };
}

/** Accumulators stay below 2^31: 125 taps * 27 channels * 127 * 32767 would not, so weights shrink with their number. */
export function boundedKernel(random: Random, shape: readonly number[], fanIn: number): Tensor {
  const kernel = int8Kernel(random, shape);
  const most = Math.min(127, Math.floor(2 ** 30 / (fanIn * 32767)));
  return { shape, data: kernel.data.map((w) => Math.trunc((w * most) / 127)) };
}
