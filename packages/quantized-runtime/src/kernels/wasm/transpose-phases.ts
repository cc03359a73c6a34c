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
  const taps = Array.from({ length: Math.min(stride, output) }, (): AxisPhase['taps'][number][] => []);
  const counts = taps.map((_, first) => Math.ceil((output - first) / stride));
  let lowest = 0;
  let highest = input;
  for (let tap = 0; tap < size; tap++) {
    const reach = tap * dilation - before;
    const first = ((reach % stride) + stride) % stride;
    const met = taps[first];
    if (met === undefined) continue;
    const cell = (first - reach) / stride;
    const end = cell + counts[first]!;
    // Taps that meet padding alone change nothing: padding counts as the real 0.
    if (cell >= input || end <= 0) continue;
    met.push({ tap, cell });
    lowest = Math.min(lowest, cell);
    highest = Math.max(highest, end);
  }
  const phases = taps.map((met, first): AxisPhase => ({ first, count: counts[first]!, size, taps: met }));
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
