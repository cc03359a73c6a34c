import type { NodeBase, Padding } from '../node.ts';
import type { Shape } from '../values.ts';
import { channelBytes, type MemoryContext, type Needs, needs } from './needs.ts';
import { kernelBytes, packedProduct } from './product.ts';

/** A padded input beyond this, or more phases, are left to the reference kernel, which needs neither. */
const MOST_ELEMENTS = 2 ** 25;
const MOST_PHASES = 1024;

interface Transposed extends NodeBase {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padding: Padding;
}

/** One axis of a transposed convolution. */
export interface TransposedAxis {
  readonly input: number;
  readonly output: number;
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
  /** Outputs first, first + stride, ... are one phase each: so many. */
  readonly phases: number;
}

/** The axes [z, y, x], the missing ones in front with size 1. */
export function transposedAxes(
  { strides, dilations, padding }: Pick<Transposed, 'strides' | 'dilations' | 'padding'>,
  window: readonly number[],
  input: Shape,
  output: Shape,
): readonly [TransposedAxis, TransposedAxis, TransposedAxis] {
  const own = window.map((size, axis): TransposedAxis => {
    const [stride, out] = [strides[axis]!, output[axis]!];
    const geometry = { size, stride, dilation: dilations[axis]!, before: padding[axis]![0] };
    return { ...geometry, input: input[axis]!, output: out, phases: Math.min(stride, out) };
  });
  const one = { input: 1, output: 1, size: 1, stride: 1, dilation: 1, before: 0, phases: 1 };
  const [z, y, x] = [one, one, one, ...own].slice(-3);
  return [z!, y!, x!];
}

/** Calls `visit` for each tap that meets the input: its phase, and the cell that it meets in the phase's first output. */
export function visitTaps(
  { input, output, size, stride, dilation, before, phases }: TransposedAxis,
  visit: (tap: number, phase: number, cell: number, count: number) => void,
): void {
  for (let tap = 0; tap < size; tap++) {
    const distance = tap * dilation - before;
    const phase = ((distance % stride) + stride) % stride;
    if (phase >= phases) continue;
    const cell = (phase - distance) / stride;
    const count = Math.ceil((output - phase) / stride);
    // Taps that meet padding alone change nothing: padding counts as the real 0.
    if (cell < input && cell + count > 0) visit(tap, phase, cell, count);
  }
}

/** How far the input has to be padded for all taps of all phases, and how many they are. */
export function reachOf(axis: TransposedAxis): {
  readonly front: number;
  readonly back: number;
  readonly taps: number;
} {
  let [lowest, highest, taps] = [0, axis.input, 0];
  visitTaps(axis, (_tap, _phase, cell, count) => {
    lowest = Math.min(lowest, cell);
    highest = Math.max(highest, cell + count);
    taps++;
  });
  return { front: -lowest, back: highest - axis.input, taps };
}

/** Phases of all axes together. */
export const phaseCount = (axes: readonly TransposedAxis[]): number =>
  axes.reduce((product, { phases }) => product * phases, 1);

/** The cells of the padded input on each axis; `null` where the reference kernel has to do. */
export function transposedInput(axes: readonly TransposedAxis[], channels: number) {
  if (phaseCount(axes) > MOST_PHASES) return null;
  const reaches = axes.map(reachOf);
  const padded = axes.map(({ input }, i) => reaches[i]!.front + input + reaches[i]!.back);
  const elements = padded.reduce((product, size) => product * size, channels);
  return elements > MOST_ELEMENTS ? null : { reaches, padded, elements };
}

/** How the kernel lies for phases like these. */
export const transposedForm = (tensor: string, axes: readonly TransposedAxis[]): string =>
  `${tensor}: transposed ${axes.map((axis) => Object.values(axis).join(' ')).join(', ')}`;

/** A product for each phase of the output. */
export function transposedNeeds(node: Transposed, context: MemoryContext): Needs {
  const { inputs, outputs, profile, inputBytes } = context;
  const kernel = context.param('kernel');
  const [length, channels] = kernel.slice(-2) as [number, number];
  const axes = transposedAxes(node, kernel.slice(0, -2), inputs[0]!, outputs[0]!);
  const window = axes.reduce((product, { size }) => product * size, 1);
  const input = transposedInput(axes, length);
  if (input === null) return needs(window * 8);
  const phases = phaseCount(axes);
  const taps = input.reaches.reduce((product, reach) => product * reach.taps, 1);
  const one = packedProduct('', { segments: 1, length: 1, channels }, context).bytes;
  const { bytes } = packedProduct('', { segments: taps, length, channels }, context);
  // A phase without taps has one row of zeros; integers keep the sums of a phase's weights.
  const packed = bytes + phases * (one + (profile === 'f32' ? 0 : channelBytes(channels, context)));
  const ofPhase = 112 + 16 + 512 + channelBytes(channels, context);
  const isCopied = inputBytes === 1 || input.reaches.some(({ front, back }) => front + back > 0);
  const bordered = isCopied ? input.elements * (profile === 'f32' ? 4 : 2) + 16 : 0;
  const form = transposedForm(context.tensor('kernel'), axes);
  const tables = 64 + taps * 64 + phases * ofPhase;
  return needs(tables, bordered, [{ form, bytes: packed }], kernelBytes(kernel, context));
}
