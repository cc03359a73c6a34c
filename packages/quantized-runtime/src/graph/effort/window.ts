import type { Padding, Shape } from '../graph.ts';

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
  const [z, y, x] = [1, 1, 1, ...sizes].slice(-3);
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

/**
 * How often product rows make the kernel's weights be fetched: four rows share them, up to three that are left over do
 * not. Never falls when rows are added.
 */
export const tilesOf = (rows: number): number => Math.ceil(rows / 4) + Math.min(rows, 3) - 1;
