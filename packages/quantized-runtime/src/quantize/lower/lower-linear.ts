import type { Clamp } from '../../graph/graph.ts';
import { kernelLayout, type LinearNode } from '../linear.ts';
import { LEAST_FACTOR, roundHalfUp } from '../math/multiplier.ts';
import type { Bounds, LoweringContext } from './context.ts';
import { type Curvature, chooseScale, curvatureOf, roundWeights } from './round-weights.ts';
import { ACTIVATIONS, quantizeReal, type Scheme } from './scheme.ts';

/** Largest magnitude of a sum with its bias (N4); a little is left for roundings. */
const SUM_LIMIT = 2147483648 * 0.99;
/** Largest bias, in units of s_x * s_w. */
const BIAS_LIMIT = 2 ** 30;

interface Channel {
  readonly weights: Int8Array;
  readonly bias: number;
  readonly scale: number;
}

/** dense, conv, depthwise, convTranspose: weights to int8 by output channel, bias to int32, one multiplier each. */
export function lowerLinear(context: LoweringContext, node: LinearNode): void {
  const floatInput = node.inputs[0]!;
  const floatOutput = node.outputs[0]!;
  const x = context.scheme(floatInput);
  const y = context.scheme(floatOutput);
  const input = context.inputWithin(floatInput, x, node.layer);
  const kernel = context.real(node.params.kernel);
  const layout = kernelLayout(node, kernel.shape);
  const bias = node.params.bias === undefined ? undefined : context.real(node.params.bias).data;
  const moments = context.calibration.moments.get(context.graph.nodes.indexOf(node));
  const rows = kernel.data.length / layout.outputs;
  const weights = new Int8Array(kernel.data.length);
  const biases = new Int32Array(layout.outputs);
  const factors: number[] = [];
  const perGroup = layout.outputs / (moments?.groups ?? 1);
  let curvature: Curvature | undefined;
  for (let channel = 0; channel < layout.outputs; channel++) {
    const group = Math.floor(channel / perGroup);
    if (moments && channel % perGroup === 0) curvature = curvatureOf(moments, group);
    const column = Float64Array.from({ length: rows }, (_, r) => kernel.data[r * layout.outputs + channel]!);
    const mean = moments?.mean(group);
    const found = quantizeChannel(
      column,
      bias?.[channel] ?? 0,
      x,
      y,
      context.bounds(input),
      curvature,
      mean,
      node,
    );
    for (const [r, q] of found.weights.entries()) weights[r * layout.outputs + channel] = q;
    biases[channel] = found.bias;
    factors.push((x.scale * found.scale) / y.scale);
  }
  const name = node.params.kernel;
  const clamp = lowerClamp(context, node, y);
  context.emit(
    {
      ...node,
      inputs: [input],
      outputs: [context.output(floatOutput)],
      ...clamp,
      params: {
        kernel: context.tensor(name, kernel.shape, weights),
        bias: context.tensor(node.params.bias ?? `${name}.bias`, [layout.outputs], biases),
        ...context.multipliers(name, factors),
      },
    },
    clampBounds(context, clamp),
  );
}

/**
 * One output channel: the finest scale that keeps every reachable sum, the bias and the multiplier within their
 * limits; weights rounded against the curvature; the bias corrected by what rounding does to the mean output.
 */
function quantizeChannel(
  column: Float64Array,
  bias: number,
  x: Scheme,
  y: Scheme,
  bounds: Bounds,
  curvature: Curvature | undefined,
  mean: Float64Array | undefined,
  node: LinearNode,
): Channel {
  const least = Math.max(
    (1.0001 * LEAST_FACTOR * y.scale) / x.scale,
    Math.abs(bias) / (x.scale * BIAS_LIMIT),
  );
  let scale = Math.max(chooseScale(column, curvature), least);
  for (;;) {
    const weights = roundWeights(column, scale, curvature);
    let corrected = bias;
    if (mean)
      for (let i = 0; i < column.length; i++) corrected += (column[i]! - scale * weights[i]!) * mean[i]!;
    let folded = roundHalfUp(corrected / (x.scale * scale));
    const largest = largestSum(weights, folded, x, bounds);
    if (largest <= SUM_LIMIT) {
      if (node.op !== 'convTranspose') for (const w of weights) folded -= w * x.zero;
      return { weights, bias: folded, scale };
    }
    scale *= Math.max(1.01, largest / SUM_LIMIT);
  }
}

/** The largest magnitude that a sum can reach, terms that padding leaves out included. */
function largestSum(weights: Int8Array, bias: number, x: Scheme, bounds: Bounds): number {
  const low = Math.min(bounds.low - x.zero, 0);
  const high = Math.max(bounds.high - x.zero, 0);
  let [up, down] = [bias, bias];
  for (const w of weights) {
    up += Math.max(w * low, w * high);
    down += Math.min(w * low, w * high);
  }
  return Math.max(Math.abs(up), Math.abs(down), Math.abs(bias));
}

/** The node's clamp in integers of the output; null where the type's own bound is as tight. */
export function lowerClamp(context: LoweringContext, clamp: Clamp, y: Scheme): Clamp {
  const { low, high } = ACTIVATIONS[context.profile];
  const min = clamp.min === null ? y.low : Math.max(quantizeReal(clamp.min, y), y.low);
  const max = clamp.max === null ? y.high : Math.min(quantizeReal(clamp.max, y), y.high);
  return { min: min > low ? min : null, max: max < high ? max : null };
}

/** What a clamp leaves of the type's range. */
export function clampBounds(context: LoweringContext, clamp: Clamp): Bounds {
  const { low, high } = ACTIVATIONS[context.profile];
  return { low: clamp.min ?? low, high: clamp.max ?? high };
}
