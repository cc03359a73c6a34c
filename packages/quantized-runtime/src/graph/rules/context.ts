import { ACTIVATION_TYPE, TYPE_RANGE, typeOfData } from '../element-types.ts';
import type { ElementType, Graph, Node, Value } from '../graph.ts';
import { type RefusalCode, refuse } from '../refuse.ts';
import type { TensorFacts } from '../tensor-facts.ts';

/** Every element of a value lies in [low, high]. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** What a rule sees of one node. */
export interface RuleContext {
  readonly graph: Graph;
  readonly node: Node;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** Where the inputs' elements lie, in the order of the inputs. */
  readonly ranges: readonly Interval[];
  /** Facts of the tensor with this name; refuses if there is none. */
  facts(name: string): TensorFacts;
}

/**
 * Checks everything about one node but its shapes: number and types of values, parameters, accumulators.
 * Returns where the elements of each output lie.
 */
export type Rule<N extends Node> = (node: N, context: RuleContext) => readonly Interval[];

export function fail(context: RuleContext, code: RefusalCode, message: string): never {
  return refuse(code, `Node "${context.node.layer}" (${context.node.op}): ${message}.`);
}

export const isFloat = ({ graph }: RuleContext): boolean => graph.profile === 'f32';

export function expectCounts(context: RuleContext, least: number, most: number, outputs = 1): void {
  const given = context.inputs.length;
  if (given < least || given > most)
    fail(context, 'BadGraph', `expected ${least} to ${most} inputs, got ${given}`);
  if (context.outputs.length !== outputs) fail(context, 'BadGraph', `expected ${outputs} outputs`);
}

export function expectType(context: RuleContext, value: Value, type: ElementType): void {
  if (value.type !== type) fail(context, 'BadGraph', `expected a value of type ${type}, got ${value.type}`);
}

/** Expects values of the profile's activation type. */
export function expectActivations(context: RuleContext, ...values: readonly Value[]): void {
  for (const value of values) expectType(context, value, ACTIVATION_TYPE[context.graph.profile]);
}

/** Rule O3: data that is only moved keeps its type, scale and zero. */
export function expectAlike(context: RuleContext, ...values: readonly Value[]): void {
  const [first] = values;
  for (const value of values) {
    if (value.type !== first!.type || value.scale !== first!.scale || value.zero !== first!.zero) {
      fail(context, 'BadGraph', 'moves data between values of different type, scale or zero point');
    }
  }
}

/** The tensor in this role: there, and of this type. */
export function tensorOf(
  context: RuleContext,
  name: string | undefined,
  role: string,
  type: ElementType,
): TensorFacts {
  if (name === undefined) return fail(context, 'BadParameter', `lacks the parameter "${role}"`);
  const facts = context.facts(name);
  const given = typeOfData(facts.tensor.data);
  if (given !== type)
    fail(context, 'BadParameter', `tensor "${name}" (${role}) should be ${type}, not ${given}`);
  return facts;
}

/** A tensor whose elements all lie in [least, most]; in `f32`, finite. */
export function boundedTensor(
  context: RuleContext,
  name: string | undefined,
  role: string,
  type: ElementType,
  [least, most]: readonly [number, number] = TYPE_RANGE[type],
): TensorFacts {
  const facts = tensorOf(context, name, role, type);
  if (type === 'f32' ? !facts.finite : !facts.within(least, most)) {
    const expected = type === 'f32' ? 'finite numbers' : `integers in [${least}, ${most}]`;
    fail(context, 'BadParameter', `tensor "${name}" (${role}) should hold ${expected}`);
  }
  return facts;
}

export function expectLength(
  context: RuleContext,
  facts: TensorFacts,
  role: string,
  ...lengths: number[]
): void {
  const given = facts.tensor.data.length;
  if (!lengths.includes(given)) {
    fail(context, 'BadParameter', `"${role}" should have ${lengths.join(' or ')} elements, not ${given}`);
  }
}

export function expectAbsent(
  context: RuleContext,
  params: Readonly<Record<string, string | undefined>>,
): void {
  for (const [role, name] of Object.entries(params)) {
    if (name !== undefined) fail(context, 'BadParameter', `"${role}" has no meaning here`);
  }
}

interface RequantParams {
  readonly mult?: string | undefined;
  readonly shift?: string | undefined;
}

/** Rules N3 and O4: multipliers and shifts, 1 of each or one for each of `channels`. None in `f32`. */
export function expectRequant(
  context: RuleContext,
  { mult, shift }: RequantParams,
  channels: number,
  leastShift = 1,
): void {
  if (isFloat(context)) {
    expectAbsent(context, { mult, shift });
    return;
  }
  const mults = boundedTensor(context, mult, 'mult', 'i32', [2 ** 20, 2 ** 21 - 1]);
  const shifts = boundedTensor(context, shift, 'shift', 'u8', [leastShift, 52]);
  expectLength(context, mults, 'mult', 1, channels);
  expectLength(context, shifts, 'shift', mults.tensor.data.length);
}

/** Rule O2: the range that the output's type and the node's clamp leave. */
export function clampOf(
  context: RuleContext,
  { min, max }: { min: number | null; max: number | null },
): Interval {
  const { type } = context.outputs[0]!;
  const [least, most] = TYPE_RANGE[type];
  const low = min ?? least;
  const high = max ?? most;
  const whole = isFloat(context) || (Number.isInteger(low) && Number.isInteger(high));
  if (!whole || low < least || high > most || low > high) {
    fail(context, 'BadParameter', `the clamp [${min}, ${max}] does not fit type ${type}`);
  }
  return isFloat(context) ? { low: -Infinity, high: Infinity } : { low, high };
}

/** The range of an output that only its type bounds. */
export const typeInterval = (value: Value): Interval => {
  const [low, high] = TYPE_RANGE[value.type];
  return { low, high };
};

/** The smallest interval around all of them. */
export const hull = (ranges: readonly Interval[]): Interval => ({
  low: Math.min(...ranges.map(({ low }) => low)),
  high: Math.max(...ranges.map(({ high }) => high)),
});

/** The range less the value's zero point, as accumulators see it. */
export const centred = ({ low, high }: Interval, { zero }: Value): Interval => ({
  low: low - zero,
  high: high - zero,
});

export const withZero = ({ low, high }: Interval): Interval => ({
  low: Math.min(low, 0),
  high: Math.max(high, 0),
});

/** Largest magnitude in a range. */
export const reach = ({ low, high }: Interval): number => Math.max(Math.abs(low), Math.abs(high));
