import { elementCount } from '../../../graph/element-types.ts';
import type { Clamp } from '../../../graph/graph.ts';
import { kernelLayout, type LinearNode } from '../linear.ts';
import { toSharedMultipliers } from '../math/multiplier.ts';
import type { Bounds } from './bounds.ts';
import type { LoweringContext } from './context.ts';
import { type QuantizedKernel, quantizeKernel } from './quantize-kernel.ts';
import { ACTIVATIONS, quantizeReal, type Scheme } from './scheme.ts';

/**
 * dense, conv, depthwise, convTranspose: weights to int8 by output channel, bias to int32, one multiplier each.
 * Small layers in `a16` get a second kernel for what the first one's rounding left over: 15 bits in all.
 */
export async function lowerLinear(context: LoweringContext, node: LinearNode): Promise<void> {
  const x = context.scheme(node.inputs[0]!);
  const y = context.scheme(node.outputs[0]!);
  const input = context.inputWithin(node.inputs[0]!, x, node.layer);
  const kernel = context.real(node.params.kernel);
  const { outputs: channels } = kernelLayout(node, kernel.shape);
  const bias = node.params.bias === undefined ? undefined : context.real(node.params.bias).data;
  const moments = context.calibration.moments.get(context.graph.nodes.indexOf(node));
  const bounds = context.bounds(input);
  const whole = {
    node,
    channels,
    kernel: Float64Array.from(kernel.data),
    bias,
    x,
    y,
    bounds,
    moments,
    breathe: context.breathe,
  };
  const clamp = lowerClamp(context, node, y);
  const name = node.params.kernel;
  const emit = (quantized: QuantizedKernel, target: number, own: Clamp, names: [string, string]): string => {
    const stored = context.tensor(names[0], kernel.shape, quantized.weights);
    const params = {
      kernel: stored,
      bias: context.tensor(names[1], [channels], quantized.biases),
      ...context.multipliers(names[0], quantized.factors),
    };
    const emitted = { ...node, inputs: [input], outputs: [target], ...own, params };
    context.emit(emitted, clampBounds(context, own));
    return stored;
  };
  const { op, params } = node;
  const once = (part: string, quantize: () => Promise<QuantizedKernel>): Promise<QuantizedKernel> =>
    context.kernelOnce(JSON.stringify([part, op, params, x, y, bounds]), quantize);
  const names: [string, string] = [name, node.params.bias ?? `${name}.bias`];
  if (!isSmall(context, node)) {
    const quantized = await once('whole', () => quantizeKernel(whole));
    emit(quantized, context.output(node.outputs[0]!), clamp, names);
    return;
  }
  const coarse = await once('coarse', () => quantizeKernel({ ...whole, moments: undefined }));
  const rest = whole.kernel.map((w, i) => w - coarse.scales[i % channels]! * coarse.weights[i]!);
  const fineScheme = { ...y, scale: y.scale / FINE };
  const fine = await once('fine', () =>
    quantizeKernel({ ...whole, kernel: rest, bias: undefined, y: fineScheme }),
  );
  const { shape } = context.graph.values[node.outputs[0]!]!;
  const open = lowerClamp(context, { min: null, max: null }, y);
  const parts = [context.addValue(shape, y), context.addValue(shape, fineScheme)];
  const stored = emit(coarse, parts[0]!, open, names);
  context.addFinePart(stored, emit(fine, parts[1]!, open, [`${name}.fine`, `${name}.fine.bias`]));
  lowerSum(context, node, parts, fineScheme, clamp);
}

/** Layers up to this many weights and multiply-adds get a second kernel: a few KiB, and a microsecond or two. */
const SMALL = { weights: 4096, multiplyAdds: 65536 };
/** How much finer the second kernel's output is. */
const FINE = 8;

function isSmall(context: LoweringContext, node: LinearNode): boolean {
  const columns = context.real(node.params.kernel).shape.at(-1)!;
  const positions = elementCount(context.graph.values[node.outputs[0]!]!.shape) / columns;
  const weights = elementCount(context.real(node.params.kernel).shape);
  return context.profile === 'a16' && weights <= SMALL.weights && weights * positions <= SMALL.multiplyAdds;
}

/** The coarse part plus the fine part, with the layer's clamp. */
function lowerSum(
  context: LoweringContext,
  node: LinearNode,
  parts: readonly number[],
  fine: Scheme,
  clamp: Clamp,
): void {
  const output = context.output(node.outputs[0]!);
  const { mults, shift } = toSharedMultipliers(1, fine.scale / context.scheme(node.outputs[0]!).scale);
  const params = {
    mult: context.derived(`${node.params.kernel}.sum.mult`, [2], Int32Array.from(mults)),
    shift: context.derived(`${node.params.kernel}.sum.shift`, [1], Uint8Array.of(shift)),
  };
  context.emit(
    { op: 'binary', fn: 'add', inputs: parts, outputs: [output], layer: node.layer, ...clamp, params },
    clampBounds(context, clamp),
  );
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
