import { broadcastStrides, rowMajorStrides } from '../../graph/broadcast.ts';
import type { Shape } from '../../graph/graph.ts';
import type { Layout } from '../kernel.ts';
import type { WasmMachine } from './machine.ts';

/** One axis of a walk over elements of two tensors; strides in elements, 0: the same element again. */
export interface Axis {
  readonly length: number;
  readonly from: number;
  readonly to: number;
}

/** The fewest axes that visit the same pairs in the same order: those of length 1 go, neighbours in step are one. */
export function mergeAxes(shape: Shape, from: readonly number[], to: readonly number[]): readonly Axis[] {
  const merged: Axis[] = [];
  shape.forEach((length, axis) => {
    const next = { length, from: from[axis]!, to: to[axis]! };
    if (length === 1) return;
    const last = merged.at(-1);
    if (last !== undefined && last.from === length * next.from && last.to === length * next.to) {
      merged[merged.length - 1] = { ...next, length: last.length * length };
    } else merged.push(next);
  });
  return merged.length > 0 ? merged : [{ length: 1, from: 1, to: 1 }];
}

/** Axes that read `shape` in row-major order of what it broadcasts to, `target`, written row-major. */
export const broadcastAxes = (shape: Shape, target: Shape): readonly Axis[] =>
  mergeAxes(target, broadcastStrides(shape, target), rowMajorStrides(target));

/** Elements that one or two instructions can copy. */
const WHOLE_BYTES = [2, 3, 4, 6, 8, 12, 16];
/** A shorter innermost axis costs more in calls than in copies. */
const SHORT = 8;

/** Strides in bytes. */
type Step = Axis;

const leastBy = (steps: readonly Step[], stride: (step: Step) => number): Step =>
  steps.reduce((least, step) => (stride(step) < stride(least) ? step : least));

/**
 * Order is free. Long runs stay innermost; else the axis along which x lies closest and that along which y does are
 * innermost, so that the tiles of assembly/move.ts use what a cache line brings, wherever the tensors lie.
 */
function orderSteps(steps: readonly Step[], bytes: number): readonly Step[] {
  const last = steps.at(-1)!;
  const isRun = last.to === bytes && (last.from === bytes || last.from === 0);
  if (isRun && last.length >= SHORT) return steps;
  const others = isRun && steps.length > 1 ? steps.slice(0, -1) : steps;
  const written = leastBy(others, ({ to }) => to);
  const read = leastBy(others, ({ from }) => (from === 0 ? Number.POSITIVE_INFINITY : Math.abs(from)));
  const inner = read === written ? [written] : [read, written];
  const outer = steps.filter((step) => !inner.includes(step));
  if (inner.at(-1)!.length < SHORT) inner.sort((a, b) => a.length - b.length);
  return [...outer, ...inner];
}

/** The same copies, of larger elements where a few lie side by side. */
function suitAxes(axes: readonly Axis[], size: number) {
  let steps: readonly Step[] = axes.map(({ length, from, to }) => ({
    length,
    from: from * size,
    to: to * size,
  }));
  let bytes = size;
  const last = steps.at(-1)!;
  const side = last.length * size;
  if (steps.length > 1 && last.from === size && last.to === size && WHOLE_BYTES.includes(side)) {
    steps = steps.slice(0, -1);
    bytes = side;
  }
  return { steps: orderSteps(steps, bytes), bytes };
}

/** A strided copy whose room is reserved. */
export interface Walk {
  /** Returns what copies from the byte address `x` to `y`. */
  bind(machine: WasmMachine): (x: number, y: number) => void;
}

/** A copy of elements of `size` bytes along `axes`, from the outermost on. */
export function createWalk(layout: Layout, axes: readonly Axis[], size: number): Walk {
  const { steps, bytes } = suitAxes(axes, size);
  const at = layout.reserve(steps.length * 12);
  const fields = steps.flatMap(({ length, from, to }) => [length, from, to]);
  return {
    bind({ buffer, kernels: { move } }) {
      new Int32Array(buffer, at, fields.length).set(fields);
      return (x, y) => move(at, steps.length, bytes, x, y);
    },
  };
}
