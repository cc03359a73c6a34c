import { broadcastShapes } from '../../../graph/broadcast.ts';
import { elementCount } from '../../../graph/element-types.ts';
import type { AffineNode, Shape, Tensor } from '../../../graph/graph.ts';
import { broadcastOffsets } from '../../../graph/offsets.ts';
import { LEAST_FACTOR, roundHalfUp } from '../math/multiplier.ts';
import type { LoweringContext } from './context.ts';
import { clampBounds, lowerClamp } from './lower-linear.ts';

/** Largest magnitude of a kernel integer: |x| * 2^14 leaves half of int32 to the bias. */
export const KERNEL = 16384;
export const BIAS = 2 ** 30;

/** `x * kernel + bias`: kernel to int16 and bias to int32 with one scale for each index of the last axis. */
export function lowerAffine(context: LoweringContext, node: AffineNode): void {
  const x = context.scheme(node.inputs[0]!);
  const y = context.scheme(node.outputs[0]!);
  const { shape } = context.graph.values[node.outputs[0]!]!;
  const kernel = context.real(node.params.kernel);
  const bias = node.params.bias === undefined ? undefined : context.real(node.params.bias);
  const perLast = lastSize(kernel) > 1 || (bias !== undefined && lastSize(bias) > 1);
  const channels = perLast ? (shape.at(-1) ?? 1) : 1;
  const scales = channelScales(kernel, bias, channels, x.scale, y.scale);
  const joint = broadcastShapes(kernel.shape, bias?.shape ?? [])!;
  const count = elementCount(joint);
  const [kernels, biases] = [new Int16Array(count), new Int32Array(count)];
  const [kernelAt, biasAt] = [broadcastReader(kernel, joint), bias && broadcastReader(bias, joint)];
  for (let i = 0; i < count; i++) {
    const scale = scales[channels === 1 ? 0 : (i % joint.at(-1)!) % channels]!;
    const k = Math.min(Math.max(roundHalfUp(kernelAt(i) / scale), -KERNEL), KERNEL);
    kernels[i] = k;
    biases[i] = roundHalfUp((biasAt?.(i) ?? 0) / (scale * x.scale)) - k * x.zero;
  }
  const clamp = lowerClamp(context, node, y);
  const name = node.params.kernel;
  context.emit(
    {
      ...node,
      inputs: [context.input(node.inputs[0]!)],
      outputs: [context.output(node.outputs[0]!)],
      ...clamp,
      params: {
        kernel: context.tensor(name, joint, kernels),
        bias: context.tensor(node.params.bias ?? `${name}.bias`, joint, biases),
        ...context.multipliers(
          name,
          Array.from(scales, (scale) => (scale * x.scale) / y.scale),
        ),
      },
    },
    clampBounds(context, clamp),
  );
}

/** For each channel the finest kernel scale that keeps kernel, bias and multiplier within their limits. */
function channelScales(
  kernel: Tensor,
  bias: Tensor | undefined,
  channels: number,
  xScale: number,
  yScale: number,
): Float64Array {
  const scales = new Float64Array(channels).fill((1.0001 * LEAST_FACTOR * yScale) / xScale);
  const raise = (tensor: Tensor, unit: number): void => {
    const last = lastSize(tensor);
    for (const [i, real] of tensor.data.entries()) {
      const least = Math.abs(real) / unit;
      const own = last > 1 || channels === 1 ? [(i % last) % channels] : scales.keys();
      for (const channel of own) scales[channel] = Math.max(scales[channel]!, least);
    }
  };
  raise(kernel, KERNEL);
  if (bias) raise(bias, BIAS * xScale);
  return scales;
}

function lastSize(tensor: Tensor): number {
  return tensor.shape.at(-1) ?? 1;
}

/** Reads `tensor` as if it had `shape`. */
function broadcastReader(tensor: Tensor, shape: Shape): (index: number) => number {
  const offsets = broadcastOffsets(tensor.shape, shape);
  return (index) => tensor.data[offsets[index]!]!;
}
