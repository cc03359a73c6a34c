import type { Clamp, Node, Requant } from '../../../graph/graph.ts';
import { powerOfTwo } from '../../../numerics/power-of-two.ts';
import type { Bounds } from './bounds.ts';
import type { LoweringContext } from './context.ts';
import { clampBounds, lowerClamp } from './lower-linear.ts';

/** rqw's factors lie below 2^-3 (O6); a little is left for rounding. */
const WIDE_FACTOR = powerOfTwo(-3) * 0.999;

/**
 * An operator whose sums, in steps of `step`, are requantized by rqw. Where the output's steps are so small that the factor is
 * beyond rqw's reach, a coarser value comes between. `emit` adds the operator for the value that it writes.
 */
export function emitWide(
  context: LoweringContext,
  node: Extract<Node, Clamp>,
  step: number,
  emit: (target: number, params: Clamp & { readonly params: Requant }, bounds: Bounds | undefined) => void,
): void {
  const output = node.outputs[0]!;
  const y = context.scheme(output);
  const clamp = lowerClamp(context, node, y);
  if (step < WIDE_FACTOR * y.scale) {
    const target = context.output(output);
    const params = context.multipliers(`${node.op}${target}`, [step / y.scale]);
    emit(target, { ...clamp, params }, clampBounds(context, clamp));
    return;
  }
  const written = { ...y, zero: 0, scale: step / WIDE_FACTOR };
  const target = context.addValue(context.graph.values[output]!.shape, written);
  const params = context.multipliers(`${node.op}${target}`, [step / written.scale]);
  emit(target, { min: null, max: null, params }, undefined);
  emitRequantize(context, node, target, written.scale, clamp);
}

/** Brings `from`, an integer value in steps of `step`, to the scheme of what `node` gives. */
export function emitRequantize(
  context: LoweringContext,
  { outputs, layer }: Node,
  from: number,
  step: number,
  clamp: Clamp,
): void {
  const output = outputs[0]!;
  const params = context.multipliers(`requantize${from}`, [step / context.scheme(output).scale]);
  context.emit(
    { op: 'requantize', inputs: [from], outputs: [context.output(output)], layer, ...clamp, params },
    clampBounds(context, clamp),
  );
}
