import type { Padding } from '../node.ts';
import type { Shape } from '../values.ts';
import { type Effort, lanes } from './effort.ts';

/** [z, y, x]: one, two or three spatial axes as three, the missing ones in front with size 1. */
type Triple = readonly [number, number, number];

/** A window over a padded volume. */
export interface Window {
  /** Cells of the input with its border, and of the output. */
  readonly padded: Triple;
  readonly output: Triple;
  readonly kernel: Triple;
}

interface Sliding {
  readonly padding: Padding;
}

function triple(sizes: readonly number[]): Triple {
  const [z, y, x] = [1, 1, ...sizes].slice(-3);
  return [z!, y!, x!];
}

export const volume = ([z, y, x]: Triple): number => z * y * x;

/** The window of a node whose input is [...S, C] and whose output is [...S', N]. */
export function windowOf(
  { padding }: Sliding,
  kernel: readonly number[],
  input: Shape,
  output: Shape,
): Window {
  const cells = input.slice(0, -1);
  return {
    padded: triple(cells.map((size, axis) => size + padding[axis]![0] + padding[axis]![1])),
    output: triple(output.slice(0, -1)),
    kernel: triple(kernel),
  };
}

/** Every output channel looks through the window at one input channel. */
export function channelwiseEffort(
  node: Sliding,
  kernel: readonly number[],
  input: Shape,
  output: Shape,
): Effort {
  const window = windowOf(node, kernel, input, output);
  const cells = volume(window.output);
  const channels = lanes(output.at(-1)!);
  return {
    products: cells * volume(window.kernel) * channels,
    writes: cells * channels,
    reads: volume(window.padded) * input.at(-1)!,
    runs: cells * (channels / 8),
  };
}
