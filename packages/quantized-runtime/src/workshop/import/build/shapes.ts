import { ImportError } from '../../../errors.ts';
import { broadcastShapes } from '../../../graph/broadcast.ts';
import type { Padding, Shape } from '../../../graph/graph.ts';

/** The shape that numpy broadcasting gives. Throws ImportError `wrong-shape`. */
export function broadcast(a: Shape, b: Shape, layer: string): Shape {
  const shape = broadcastShapes(a, b);
  if (shape !== null) return shape;
  throw new ImportError(
    'wrong-shape',
    `Layer "${layer}" combines shapes [${a}] and [${b}], which do not fit each other.`,
  );
}

export interface Window {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
}

/** `valid`, `same` (more padding at the end when it is uneven) or `causal`, as [before, after] for each axis. */
export function resolvePadding(mode: string, spatial: Shape, window: Window, layer: string): Padding {
  return spatial.map((length, axis) => {
    const reach = (window.size[axis]! - 1) * window.dilations[axis]!;
    const stride = window.strides[axis]!;
    if (mode === 'valid') return [0, 0];
    if (mode === 'causal') return [reach, 0];
    if (mode !== 'same') {
      throw new ImportError('unsupported-setting', `Layer "${layer}" pads by "${mode}", which is unknown.`);
    }
    const total = Math.max(0, (Math.ceil(length / stride) - 1) * stride + reach + 1 - length);
    return [Math.floor(total / 2), total - Math.floor(total / 2)];
  });
}

/** Number of window positions along each axis. Throws ImportError `wrong-shape` when there is none. */
export function windowCounts(spatial: Shape, window: Window, padding: Padding, layer: string): number[] {
  return spatial.map((length, axis) => {
    const [before, after] = padding[axis]!;
    const reach = (window.size[axis]! - 1) * window.dilations[axis]! + 1;
    const count = Math.floor((length + before + after - reach) / window.strides[axis]!) + 1;
    if (count >= 1) return count;
    throw new ImportError(
      'wrong-shape',
      `Layer "${layer}" has a window of ${reach} on an axis of ${length}: it fits nowhere.`,
    );
  });
}

/** Axis as Keras counts it (the batch is 0, negative from the end) to an axis of a shape without batch. */
export function toShapeAxis(axis: number, rank: number, layer: string): number {
  const found = axis < 0 ? rank + axis : axis - 1;
  if (found >= 0 && found < rank) return found;
  throw new ImportError(
    'unsupported-setting',
    `Layer "${layer}" works along axis ${axis}, which is the batch or does not exist in rank ${rank + 1}.`,
  );
}

/** The permutation that moves `axis` to the end, and the one that moves it back. */
export function axisToLast(axis: number, rank: number): { to: number[]; back: number[] } {
  const to = [...Array(rank).keys()].filter((other) => other !== axis);
  to.push(axis);
  return { to, back: invert(to) };
}

export function invert(perm: readonly number[]): number[] {
  const inverse = new Array<number>(perm.length);
  perm.forEach((from, to) => {
    inverse[from] = to;
  });
  return inverse;
}
