import { sliceAxis, transpose } from '../build/moving-ops.ts';
import { select } from '../build/ops.ts';
import type { LayerContext } from '../context.ts';
import { cellOf, zeroStates } from './cells.ts';
import { maskLike } from './masks.ts';
import type { Run } from './recurrent-run.ts';
import { stackSteps, stepOf } from './steps.ts';
import { zeros } from './zeros.ts';

/**
 * The cell, step after step. A masked step keeps the states and repeats the last output (zero before the
 * first, or always with `zero_output_for_mask`).
 */
export function unroll(layer: LayerContext, x: number, mask: number | null, given: readonly number[]): Run {
  const g = layer.graph;
  const cell = layer.child(0);
  const shape = g.shape(x);
  const count = shape[0]!;
  let states: readonly number[] = given.length > 0 ? given : zeroStates(cell, shape.slice(1));
  const outputs: number[] = [];
  for (let i = 0; i < count; i++) {
    const t = layer.config.bool('go_backwards', false) ? count - 1 - i : i;
    const next = cellOf(cell).step(cell, stepOf(layer, x, t), states);
    if (mask === null) {
      states = next.states;
      outputs.push(next.output);
      continue;
    }
    const keep = sliceAxis(g, mask, 0, t, 1);
    const choose = (a: number, b: number) => select(g, maskLike(g, keep, a), a, b);
    const repeat = layer.config.bool('zero_output_for_mask', false) ? undefined : outputs.at(-1);
    const before = states;
    states = next.states.map((state, s) => choose(state, before[s]!));
    outputs.push(choose(next.output, repeat ?? zeros(layer, g.shape(next.output))));
  }
  return { sequence: stackSteps(layer, outputs), last: outputs.at(-1)!, states };
}

/** [T, C, ...S] with the channels at the end, and back. */
export function unrollChannelsFirst(
  layer: LayerContext,
  x: number,
  mask: number | null,
  given: readonly number[],
): Run {
  const g = layer.graph;
  const toLast = (value: number, from: number) => {
    const axes = [...g.shape(value).keys()].filter((axis) => axis !== from);
    return transpose(g, value, [...axes, from]);
  };
  const toFirst = (value: number, to: number) => {
    const axes = [...g.shape(value).keys()].slice(0, -1);
    return transpose(g, value, [...axes.slice(0, to), axes.length, ...axes.slice(to)]);
  };
  const run = unroll(
    layer,
    toLast(x, 1),
    mask,
    given.map((state) => toLast(state, 0)),
  );
  return {
    sequence: toFirst(run.sequence, 1),
    last: toFirst(run.last, 0),
    states: run.states.map((state) => toFirst(state, 0)),
  };
}
