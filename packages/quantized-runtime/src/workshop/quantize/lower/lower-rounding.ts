import type { UnaryNode } from '../../../graph/graph.ts';
import { powerOfTwo } from '../../../numerics/power-of-two.ts';
import { LEAST_FACTOR, roundHalfUp } from '../math/multiplier.ts';
import type { LoweringContext } from './context.ts';
import { emitRequantize } from './emit-wide.ts';
import { BIAS, KERNEL } from './lower-affine.ts';
import { lowerClamp } from './lower-linear.ts';
import type { Scheme } from './scheme.ts';

/** Functions that give whole numbers, by what is added before rounding half up. */
export const ROUNDINGS: Partial<Record<UnaryNode['fn'], number>> = { floor: -0.5, round: 0 };

/**
 * What is added to x in steps of its own: a whole number that its integer stands for from just below counts as reached. The
 * nearest whole number needs no such help.
 */
export function nudge(fn: UnaryNode['fn'], { scale }: Scheme): number {
  return fn === 'floor' ? scale / 2 : 0;
}

/**
 * In `a16`, where the knots of a table would draw slopes: a value whose integers are whole numbers (multiples of a power of two
 * where the range is beyond them), written with the rounding that every requantization does, and then the output's own.
 */
export function lowerRounding(context: LoweringContext, node: UnaryNode): void {
  const [input, output] = [node.inputs[0]!, node.outputs[0]!];
  const [x, y] = [context.scheme(input), context.scheme(output)];
  const unit = leastPowerOfTwo(Math.max(1, y.scale));
  const whole: Scheme = { scale: unit, zero: 0, low: -32767, high: 32767 };
  const target = context.addValue(context.graph.values[output]!.shape, whole);
  const added = ROUNDINGS[node.fn]! * unit + nudge(node.fn, x);
  const scale = leastPowerOfTwo(
    Math.max(1 / KERNEL, Math.abs(added) / (BIAS * x.scale), (1.0001 * LEAST_FACTOR * unit) / x.scale),
  );
  const name = `whole${target}`;
  const kernel = Math.max(roundHalfUp(1 / scale), 1);
  const bias = roundHalfUp(added / (scale * x.scale)) - kernel * x.zero;
  const params = {
    kernel: context.derived(`${name}.kernel`, [1], Int16Array.of(kernel)),
    bias: context.derived(`${name}.bias`, [1], Int32Array.of(bias)),
    ...context.multipliers(name, [(scale * x.scale) / unit]),
  };
  const { layer } = node;
  const none = { min: null, max: null };
  context.emit({ op: 'affine', inputs: [context.input(input)], outputs: [target], layer, ...none, params });
  emitRequantize(context, node, target, unit, lowerClamp(context, none, y));
}

function leastPowerOfTwo(x: number): number {
  let power = powerOfTwo(-60);
  while (power < x) power *= 2;
  return power;
}
