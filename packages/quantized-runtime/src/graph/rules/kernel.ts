import type { Clamp, NodeBase, Padding, Requant } from '../node.ts';
import type { TensorFacts } from '../tensor-facts.ts';
import { expectAccumulator } from './accumulator.ts';
import {
  boundedTensor,
  clampOf,
  expectActivations,
  expectLength,
  expectRequant,
  isFloat,
  type RuleContext,
} from './context.ts';
import { hull, type Interval } from './interval.ts';

/** Rule N1. */
export const WEIGHTS = [-127, 127] as const;

interface KernelNode extends NodeBase, Clamp {
  readonly params: Requant & { readonly kernel: string; readonly bias?: string };
}

function checkBias(context: RuleContext, name: string | undefined, channels: number): TensorFacts | null {
  if (name === undefined) return null;
  const bias = boundedTensor(context, name, 'bias', isFloat(context) ? 'f32' : 'i32');
  expectLength(context, bias, 'bias', channels);
  return bias;
}

/** Bounds of an operator that sums products of its input with a kernel; what it sums lies in `range`. */
export function kernelBounds(node: KernelNode, context: RuleContext, range: Interval): readonly Interval[] {
  expectActivations(context, context.inputs[0]!, context.outputs[0]!);
  const channels = context.outputs[0]!.shape.at(-1)!;
  const float = isFloat(context);
  const kernel = boundedTensor(context, node.params.kernel, 'kernel', float ? 'f32' : 'i8', WEIGHTS);
  const bias = checkBias(context, node.params.bias, channels);
  expectRequant(context, node.params, channels);
  if (!float)
    expectAccumulator(context, node.params.kernel, kernel, channels, bias?.tensor.data ?? null, range);
  return [clampOf(context, node)];
}

/** The input as it is, and the zero point where padding cells hold it. */
export function paddedInput({ inputs, ranges }: RuleContext, padding: Padding): Interval {
  const { zero } = inputs[0]!;
  const padded = padding.some(([before, after]) => before > 0 || after > 0);
  return padded ? hull([ranges[0]!, { low: zero, high: zero }]) : ranges[0]!;
}
