import type { BinaryNode } from '../../graph/graph.ts';
import { extremes } from '../calibrate/range.ts';
import { QuantizeError } from '../quantize-error.ts';
import type { LoweringContext } from './context.ts';
import { clampBounds, lowerClamp } from './lower-linear.ts';
import { emitTable } from './lower-unary.ts';
import { schemeFor } from './scheme.ts';

/** a / b with b > 0, as a * r * r with r = 1 / sqrt(b) by table: integers have no division of activations. */
export function lowerDivision(context: LoweringContext, node: BinaryNode): void {
  const [a, b] = [node.inputs[0]!, node.inputs[1]!];
  const { layer } = node;
  const histogram = context.calibration.histograms.get(b);
  const least = histogram && histogram.total > 0 ? histogram.min : 0;
  if (!(least > 0)) {
    throw new QuantizeError(
      'no-integer-form',
      `Layer "${layer}" divides by an activation that is not always positive, which has no integer form. Use profile f32.`,
    );
  }
  const root = { min: 0, max: 1 / Math.sqrt(least) };
  const seen = extremes(context.calibration.histograms.get(a)!);
  const product = { min: seen.min * root.max, max: seen.max * root.max };
  const [rootScheme, productScheme] = [root, product].map((range) => schemeFor(context.profile, range));
  const rootValue = context.addValue(context.graph.values[b]!.shape, rootScheme!);
  emitTable(context, { op: 'unary', fn: 'rsqrt', alpha: 0, beta: 0, layer }, context.input(b), rootValue, {
    x: context.scheme(b),
    y: rootScheme!,
  });
  const output = node.outputs[0]!;
  const productValue = context.addValue(context.graph.values[output]!.shape, productScheme!);
  const y = context.scheme(output);
  const multiply = (inputs: number[], target: number, factor: number, last: boolean): void => {
    const clamp = last ? lowerClamp(context, node, y) : { min: null, max: null };
    const params = context.multipliers(`mul${target}`, [factor]);
    context.emit(
      { op: 'binary', fn: 'mul', inputs, outputs: [target], layer, ...clamp, params },
      clampBounds(context, clamp),
    );
  };
  const unit = rootScheme!.scale;
  multiply(
    [context.input(a), rootValue],
    productValue,
    (context.scheme(a).scale * unit) / productScheme!.scale,
    false,
  );
  multiply([productValue, rootValue], context.output(output), (productScheme!.scale * unit) / y.scale, true);
}
