import { elementCount } from '../element-types.ts';
import type { NodeOf, Padding } from '../graph.ts';
import { LIMITS } from '../limits.ts';
import type { TensorFacts } from '../tensor-facts.ts';
import { expectAccumulator } from './accumulator.ts';
import {
  boundedTensor,
  centred,
  clampOf,
  expectAbsent,
  expectActivations,
  expectCounts,
  expectLength,
  expectRequant,
  fail,
  hull,
  type Interval,
  isFloat,
  type Rule,
  type RuleContext,
  reach,
  withZero,
} from './context.ts';

type Kernel = NodeOf<'dense' | 'conv' | 'depthwise' | 'convTranspose'>;

/** Rule N1. */
const WEIGHTS = [-127, 127] as const;

function checkKernel(node: Kernel, context: RuleContext, range: Interval): readonly Interval[] {
  expectCounts(context, 1, 1);
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

function checkBias(context: RuleContext, name: string | undefined, channels: number): TensorFacts | null {
  if (name === undefined) return null;
  const bias = boundedTensor(context, name, 'bias', isFloat(context) ? 'f32' : 'i32');
  expectLength(context, bias, 'bias', channels);
  return bias;
}

/** Raw x, and the zero point where padding cells hold it. */
function withPadding({ inputs, ranges }: RuleContext, padding: readonly (readonly number[])[]): Interval {
  const { zero } = inputs[0]!;
  const padded = padding.some(([before, after]) => before! > 0 || after! > 0);
  return padded ? hull([ranges[0]!, { low: zero, high: zero }]) : ranges[0]!;
}

export const dense: Rule<NodeOf<'dense'>> = (node, context) => checkKernel(node, context, context.ranges[0]!);

/** Rule F10: kernels lay the input out with its border, so the border counts as part of the activation. */
function expectRoom(context: RuleContext, padding: Padding): void {
  const { shape } = context.inputs[0]!;
  const padded = shape.map((size, axis) => size + (padding[axis] ?? [0, 0]).reduce((a, b) => a + b));
  const elements = elementCount(padded);
  if (elements > LIMITS.elements) {
    fail(context, 'TooLarge', `its input has ${elements} elements with its padding`);
  }
}

export const conv: Rule<NodeOf<'conv' | 'depthwise'>> = (node, context) => {
  expectRoom(context, node.padding);
  return checkKernel(node, context, withPadding(context, node.padding));
};

export const convTranspose: Rule<NodeOf<'convTranspose'>> = (node, context) =>
  checkKernel(node, context, withZero(centred(context.ranges[0]!, context.inputs[0]!)));

export const affine: Rule<NodeOf<'affine'>> = (node, context) => {
  expectCounts(context, 1, 1);
  expectActivations(context, context.inputs[0]!, context.outputs[0]!);
  const float = isFloat(context);
  const kernel = boundedTensor(context, node.params.kernel, 'kernel', float ? 'f32' : 'i16');
  const bias =
    node.params.bias === undefined
      ? null
      : boundedTensor(context, node.params.bias, 'bias', float ? 'f32' : 'i32');
  expectRequant(context, node.params, context.outputs[0]!.shape.at(-1) ?? 1);
  if (!float) {
    const most = reach(context.ranges[0]!) * reach({ low: kernel.least, high: kernel.most });
    const added = bias === null ? 0 : reach({ low: bias.least, high: bias.most });
    if (most + added >= 2 ** 31) {
      fail(
        context,
        'Overflow',
        `tensor "${node.params.kernel}": x * kernel + bias can reach ${most + added}`,
      );
    }
  }
  return [clampOf(context, node)];
};

export const requantize: Rule<NodeOf<'requantize'>> = (node, context) => {
  expectCounts(context, 1, 1);
  if (isFloat(context)) fail(context, 'BadGraph', 'has no meaning in an f32 graph');
  expectActivations(context, context.inputs[0]!, context.outputs[0]!);
  expectRequant(context, node.params, context.outputs[0]!.shape.at(-1) ?? 1);
  return [clampOf(context, node)];
};

export const matmul: Rule<NodeOf<'matmul'>> = (node, context) => {
  expectCounts(context, 2, 2);
  expectActivations(context, ...context.inputs, context.outputs[0]!);
  if (isFloat(context)) expectAbsent(context, { ...node.params });
  else expectRequant(context, node.params, 1, 24);
  if (context.inputs[0]!.shape.at(-1)! > 65535) fail(context, 'Overflow', 'sums more than 65535 products');
  return [clampOf(context, node)];
};
