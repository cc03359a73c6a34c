import { ACTIVATION_TYPE, TYPE_RANGE, typeOfData } from '../element-types.ts';
import type { Clamp, NodeBase, Requant } from '../node.ts';
import { type RefusalCode, refuse } from '../refuse.ts';
import type { TensorFacts } from '../tensor-facts.ts';
import type { ElementType, Profile, Value } from '../values.ts';
import type { Interval } from './interval.ts';

/** What a rule of bounds sees of one node, whose inputs, outputs and shapes fit. */
export interface RuleContext {
  readonly profile: Profile;
  readonly node: NodeBase;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** Where the inputs' elements lie, in the order of the inputs. */
  readonly ranges: readonly Interval[];
  /** Facts of the tensor with this name; refuses if there is none. */
  facts(name: string): TensorFacts;
}

/** Refuses the node with one code and one sentence. */
export function fail(context: RuleContext, code: RefusalCode, message: string): never {
  return refuse(code, `Node "${context.node.layer}" (${context.node.op}): ${message}.`);
}

export const isFloat = ({ profile }: RuleContext): boolean => profile === 'f32';

export function expectType(context: RuleContext, value: Value, type: ElementType): void {
  if (value.type !== type) fail(context, 'BadGraph', `expected a value of type ${type}, got ${value.type}`);
}

/** Expects values of the profile's activation type. */
export function expectActivations(context: RuleContext, ...values: readonly Value[]): void {
  for (const value of values) expectType(context, value, ACTIVATION_TYPE[context.profile]);
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

/** Parameters that a node of this kind or profile may not have. */
export function expectAbsent(
  context: RuleContext,
  params: Readonly<Record<string, string | undefined>>,
): void {
  for (const [role, name] of Object.entries(params)) {
    if (name !== undefined) fail(context, 'BadParameter', `"${role}" has no meaning here`);
  }
}

/** Rules N3 and O4: multipliers and shifts, 1 of each or one for each of `channels`. None in `f32`. */
export function expectRequant(
  context: RuleContext,
  { mult, shift }: Requant,
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

/** Rules O2 and O5: the range that the output's type and the node's clamp leave. */
export function clampOf(context: RuleContext, { min, max }: Clamp): Interval {
  const { type } = context.outputs[0]!;
  const [least, most] = TYPE_RANGE[type];
  const low = min ?? least;
  const high = max ?? most;
  const whole = type === 'f32' || (Number.isInteger(low) && Number.isInteger(high));
  if (!whole || low < least || high > most || low > high) {
    fail(context, 'BadParameter', `the clamp [${min}, ${max}] does not fit type ${type}`);
  }
  return type === 'f32' ? { low: -Infinity, high: Infinity } : { low, high };
}
