import type { ConvTransposeNode } from '../../graph/graph.ts';
import {
  type TransposedAxis,
  transposedAxes,
  transposedInput,
  visitTaps,
} from '../../graph/memory/transposed.ts';
import type { Operand } from '../kernel.ts';
import type { Triple, Volume } from './volume.ts';

/** The outputs first, first + stride, ... of one axis, and the taps that reach them. */
export interface AxisPhase {
  readonly first: number;
  readonly count: number;
  /** Cells of the whole window on this axis. */
  readonly size: number;
  /** Each tap with the padded input's cell that it meets in the phase's first output; one further for the next. */
  readonly taps: readonly { readonly tap: number; readonly cell: number }[];
}

function phasesOfAxis(axis: TransposedAxis, front: number): readonly AxisPhase[] {
  const { phases, output, stride, size } = axis;
  const all = Array.from({ length: phases }, (_, first) => ({
    ...{ first, count: Math.ceil((output - first) / stride), size },
    taps: [] as { readonly tap: number; readonly cell: number }[],
  }));
  visitTaps(axis, (tap, phase, cell) => all[phase]!.taps.push({ tap, cell: cell + front }));
  return all;
}

/**
 * The phases of each axis [z, y, x], and the input as the padding for all of them makes it; `null` if it is too large or
 * the phases are too many.
 */
export function phasesOf(node: ConvTransposeNode, window: readonly number[], x: Operand, y: Operand) {
  const [input, output] = [x.value.shape.slice(0, -1), y.value.shape.slice(0, -1)];
  const channels = x.value.shape.at(-1)!;
  const geometry = transposedAxes(node, window, input, output);
  const whole = transposedInput(geometry, channels);
  if (whole === null) return null;
  const triple = (read: (axis: TransposedAxis, index: number) => number): Triple => {
    const [z, v, h] = geometry.map(read);
    return [z!, v!, h!];
  };
  const { reaches, padded } = whole;
  const volume: Volume = {
    channels,
    input: triple((axis) => axis.input),
    before: triple((_, index) => reaches[index]!.front),
    after: triple((_, index) => reaches[index]!.back),
    padded: triple((_, index) => padded[index]!),
    kernel: triple((axis) => axis.size),
    strides: triple((axis) => axis.stride),
    dilations: triple((axis) => axis.dilation),
    output: triple((axis) => axis.output),
    hasPadding: reaches.some(({ front, back }) => front + back > 0),
  };
  const [z, v, h] = geometry.map((axis, index) => phasesOfAxis(axis, reaches[index]!.front));
  return { axes: [z!, v!, h!] as const, geometry, volume };
}
