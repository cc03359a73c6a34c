import type { ConvNode, DepthwiseNode, PoolNode } from '../../graph/graph.ts';
import type { Operand } from '../kernel.ts';

/** [z, y, x]: every spatial rank (1, 2, 3) as three axes, the missing ones in front with size 1. */
export type Triple = readonly [number, number, number];

/** A window sliding over a padded volume, in elements. */
export interface Volume {
  readonly channels: number;
  readonly input: Triple;
  readonly before: Triple;
  readonly after: Triple;
  readonly padded: Triple;
  readonly kernel: Triple;
  readonly strides: Triple;
  readonly dilations: Triple;
  readonly output: Triple;
  readonly hasPadding: boolean;
}

export function triple(values: readonly number[], missing: number): Triple {
  const [z, y, x] = [missing, missing, missing, ...values].slice(-3);
  return [z!, y!, x!];
}

const zip = (a: Triple, b: Triple, f: (a: number, b: number) => number): Triple => [
  f(a[0], b[0]),
  f(a[1], b[1]),
  f(a[2], b[2]),
];

/** The geometry of a node with a window of `size` over x [...S, C] -> y [...S', C']. */
export function volumeOf(
  node: Pick<ConvNode | DepthwiseNode | PoolNode, 'strides' | 'padding'> & {
    readonly dilations?: readonly number[];
  },
  size: readonly number[],
  x: Operand,
  y: Operand,
): Volume {
  const before = triple(
    node.padding.map(([first]) => first),
    0,
  );
  const after = triple(
    node.padding.map(([, last]) => last),
    0,
  );
  const input = triple(x.value.shape.slice(0, -1), 1);
  const add = (a: number, b: number) => a + b;
  return {
    channels: x.value.shape.at(-1)!,
    input,
    before,
    after,
    padded: zip(zip(input, before, add), after, add),
    kernel: triple(size, 1),
    strides: triple(node.strides, 1),
    dilations: triple(node.dilations ?? [], 1),
    output: triple(y.value.shape.slice(0, -1), 1),
    hasPadding: [...before, ...after].some((cells) => cells !== 0),
  };
}

/**
 * Byte offsets of all taps from a window's first cell, in row-major order, cells being `cellBytes` apart.
 */
export function findTaps({ kernel, dilations, padded }: Volume, cellBytes: number): number[] {
  const taps: number[] = [];
  for (let z = 0; z < kernel[0]; z++) {
    for (let y = 0; y < kernel[1]; y++) {
      for (let x = 0; x < kernel[2]; x++) {
        const cell = (z * dilations[0] * padded[1] + y * dilations[1]) * padded[2] + x * dilations[2];
        taps.push(cell * cellBytes);
      }
    }
  }
  return taps;
}
