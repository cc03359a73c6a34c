import { countRead } from '../count.ts';
import { rowEffort } from '../effort/effort.ts';
import { needs } from '../memory/needs.ts';
import type { Clamp, NodeBase, Requant } from '../node.ts';
import type { Operator } from '../operator.ts';
import {
  boundedTensor,
  clampOf,
  expectAbsent,
  expectActivations,
  expectLength,
  expectRequant,
  fail,
  isFloat,
  type RuleContext,
} from '../rules/context.ts';
import { choiceField, realField } from '../schema/field.ts';
import { clamp, requant, roles } from '../schema/fields.ts';
import { badShape } from '../shapes/context.ts';

/** Over the last axis, then gamma [C], beta [C]. `layer` centres and scales, `rms` scales, `unit` has no epsilon floor. */
export interface NormalizeNode extends NodeBase, Clamp {
  readonly op: 'normalize';
  readonly fn: 'layer' | 'rms' | 'unit';
  readonly epsilon: number;
  /** Integer graphs: `epsilon` i32 [2] = [e, t], the number e * 2^-t in squared units of the input. */
  readonly params: Requant & { readonly gamma?: string; readonly beta?: string; readonly epsilon?: string };
}

const kinds = { layer: 'normalize.layer', rms: 'normalize.rms', unit: 'normalize.unit' } as const;

function checkScaling({ params }: NormalizeNode, context: RuleContext, length: number): void {
  const { gamma, beta } = params;
  const float = isFloat(context);
  if (gamma !== undefined) {
    expectLength(context, boundedTensor(context, gamma, 'gamma', float ? 'f32' : 'i16'), 'gamma', length);
  }
  if (beta !== undefined) {
    expectLength(context, boundedTensor(context, beta, 'beta', float ? 'f32' : 'i32'), 'beta', length);
  }
  expectRequant(context, params, 1, 24);
}

function checkEpsilon({ fn, params: { epsilon } }: NormalizeNode, context: RuleContext): void {
  if (isFloat(context) || fn === 'unit') {
    expectAbsent(context, { epsilon });
    return;
  }
  const pair = boundedTensor(context, epsilon, 'epsilon', 'i32');
  expectLength(context, pair, 'epsilon', 2);
  const [e, t] = pair.tensor.data;
  if (e! < 0 || t! < -16 || t! > 31)
    fail(context, 'BadParameter', `the epsilon ${e} * 2^-${t} is out of range`);
}

export const normalize = {
  fields: {
    ...clamp,
    fn: choiceField('layer', 'rms', 'unit'),
    epsilon: realField,
    params: roles([], ['gamma', 'beta', 'epsilon', ...requant]),
  },
  inputs: [1, 1],
  outputs: 1,
  shapes: (node, { inputs: [input] }) => [input!.length < 1 ? badShape(node, 'needs a last axis') : input!],
  bounds(node, context) {
    const [input] = context.inputs;
    const length = input!.shape.at(-1)!;
    expectActivations(context, input!, context.outputs[0]!);
    if (length > 32767) fail(context, 'TooLarge', 'normalizes more than 32767 elements');
    if (node.epsilon < 0) fail(context, 'BadParameter', 'the epsilon is negative');
    checkScaling(node, context, length);
    checkEpsilon(node, context);
    return [clampOf(context, node)];
  },
  count: countRead,
  effort: rowEffort,
  memory: (_, { inputs: [input] }) => needs(input!.at(-1)! * 8),
  kinds: { integer: kinds, f32: kinds },
} as const satisfies Operator<NormalizeNode>;
