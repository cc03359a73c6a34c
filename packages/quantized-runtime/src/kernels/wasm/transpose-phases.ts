import type { ConvTransposeNode } from '../../graph/graph.ts';
import type { Operand } from '../kernel.ts';
import type { Triple, Volume } from './volume.ts';
import { triple } from './volume.ts';

/** The outputs first, first + stride, ... of one axis, and the taps that reach them. */
export interface AxisPhase {
  readonly first: number;
  readonly count: number;
  /** Cells of the whole window on this axis. */
  readonly size: number;
  /** Each tap with the padded input's cell that it meets in the phase's first output; one further for the next. */
  readonly taps: readonly { readonly tap: number; readonly cell: number }[];
}

/** One axis: the phases, and how far the input has to be padded for all of their taps. */
function phasesOfAxis(
  input: number,
  output: number,
  size: number,
  stride: number,
  dilation: number,
  before: number,
) {
  const phases = Array.from({ length: Math.min(stride, output) }, (_, first) => {
    const count = Math.ceil((output - first) / stride);
    const taps = Array.from({ length: size }, (_, tap) => ({
      tap,
      reach: first + before - tap * dilation,
    }))
      .filter(({ reach }) => reach % stride === 0)
      .map(({ tap, reach }) => ({ tap, cell: reach / stride }))
      // Taps that meet padding alone change nothing: padding counts as the real 0.
      .filter(({ cell }) => cell < input && cell + count > 0);
    return { first, count, size, taps };
  });
  const lowest = Math.min(0, ...phases.flatMap(({ taps }) => taps.map(({ cell }) => cell)));
  const highest = Math.max(
    input,
    ...phases.flatMap(({ taps, count }) => taps.map(({ cell }) => cell + count)),
  );
  const moved = phases.map((phase): AxisPhase => {
    const taps = phase.taps.map(({ tap, cell }) => ({ tap, cell: cell - lowest }));
    return { ...phase, taps };
  });
  return { phases: moved, padding: [-lowest, highest - input] as const };
}

/** The phases of each axis [z, y, x], and the input as the padding for all of them makes it. */
export function phasesOf(node: ConvTransposeNode, window: readonly number[], x: Operand, y: Operand) {
  const input = triple(x.value.shape.slice(0, -1), 1);
  const output = triple(y.value.shape.slice(0, -1), 1);
  const strides = triple(node.strides, 1);
  const dilations = triple(node.dilations, 1);
  const size = triple(window, 1);
  const before = triple(
    node.padding.map(([first]) => first),
    0,
  );
  const axis = (i: 0 | 1 | 2) =>
    phasesOfAxis(input[i], output[i], size[i], strides[i], dilations[i], before[i]);
  const all = [axis(0), axis(1), axis(2)] as const;
  const pick = (side: 0 | 1): Triple => [all[0].padding[side], all[1].padding[side], all[2].padding[side]];
  const [front, back] = [pick(0), pick(1)];
  const volume: Volume = {
    channels: x.value.shape.at(-1)!,
    input,
    before: front,
    after: back,
    padded: [front[0] + input[0] + back[0], front[1] + input[1] + back[1], front[2] + input[2] + back[2]],
    kernel: size,
    strides,
    dilations,
    output,
    hasPadding: [...front, ...back].some((cells) => cells > 0),
  };
  return { axes: [all[0].phases, all[1].phases, all[2].phases] as const, volume, strides };
}
