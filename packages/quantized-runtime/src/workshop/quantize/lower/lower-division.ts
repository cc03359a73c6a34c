import type { BinaryNode } from '../../../graph/graph.ts';
import { extremes } from '../calibrate/range.ts';
import { QuantizeError } from '../quantize-error.ts';
import type { LoweringContext } from './context.ts';
import { clampBounds, lowerClamp } from './lower-linear.ts';
import { emitTable } from './lower-unary.ts';
import { type Scheme, schemeFor } from './scheme.ts';

/**
 * a / b as (a * r) * t by tables of b, r = 1 / sqrt |b| and t the same with b's sign: integers have no division of
 * activations. b has to keep away from 0, as it does in a float network that gives finite numbers.
 */
export function lowerDivision(context: LoweringContext, node: BinaryNode): void {
  const [a, b] = [node.inputs[0]!, node.inputs[1]!];
  const { layer } = node;
  const divisor = context.calibration.histograms.get(b)!;
  if (!(divisor.least > 0) || divisor.total === 0) {
    throw new QuantizeError(
      'no-integer-form',
      `Layer "${layer}" divides by an activation that is 0 for some examples: keep it away from 0 (x / (|y| + 0.001)), or use --profile f32.`,
    );
  }
  const most = 1 / Math.sqrt(divisor.least);
  const seen = extremes(context.calibration.histograms.get(a)!);
  const scheme = (min: number, max: number): Scheme => schemeFor(context.profile, { min, max });
  const product = scheme(seen.min * most, seen.max * most);
  const emitRoot = (signed: boolean): { value: number; scale: number } => {
    const own = scheme(signed && divisor.min < 0 ? -most : 0, !signed || divisor.max > 0 ? most : 0);
    const value = context.addValue(context.graph.values[b]!.shape, own);
    const f = (x: number): number => (signed && x < 0 ? -1 : 1) / Math.sqrt(Math.abs(x));
    const table = { op: 'unary', fn: 'rsqrt', alpha: 0, beta: 0, layer } as const;
    emitTable(context, table, context.input(b), value, { x: context.scheme(b), y: own }, f);
    return { value, scale: own.scale };
  };
  const plain = emitRoot(false);
  const signed = divisor.min > 0 ? plain : emitRoot(true);
  const output = node.outputs[0]!;
  const partial = context.addValue(context.graph.values[output]!.shape, product);
  const y = context.scheme(output);
  const multiply = (inputs: number[], target: number, factor: number, last: boolean): void => {
    const clamp = last ? lowerClamp(context, node, y) : { min: null, max: null };
    const params = context.multipliers(`mul${target}`, [factor]);
    context.emit(
      { op: 'binary', fn: 'mul', inputs, outputs: [target], layer, ...clamp, params },
      clampBounds(context, clamp),
    );
  };
  const first = (context.scheme(a).scale * plain.scale) / product.scale;
  multiply([context.input(a), plain.value], partial, first, false);
  const second = (product.scale * signed.scale) / y.scale;
  multiply([partial, signed.value], context.output(output), second, true);
}
