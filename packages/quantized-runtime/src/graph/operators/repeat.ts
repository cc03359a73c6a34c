import { NO_EFFORT } from '../effort/effort.ts';
import { totalElements } from '../element-types.ts';
import { LIMITS } from '../limits.ts';
import { INPUT_BYTES, needs } from '../memory/needs.ts';
import type { NodeBase } from '../node.ts';
import type { Operator } from '../operator.ts';
import { expectAlike, expectType, fail } from '../rules/context.ts';
import { elementInterval, type Interval, isWithin } from '../rules/interval.ts';
import { integerField, listField } from '../schema/field.ts';
import type { Value } from '../values.ts';

/**
 * The head of a loop: what follows it, up to `until`, runs again and again. Initial states -> the number of the step
 * that runs, i32 [], from 0; and each state as the step before left it. Rule O10.
 */
export interface RepeatNode extends NodeBase {
  readonly op: 'repeat';
  /** The most steps. */
  readonly steps: number;
  /** For each state of indices the number below which it stays; 0 for all other states. */
  readonly limits: readonly number[];
}

/** Where a state of a loop lies at every step. */
const stateInterval = (state: Value, limit: number): Interval =>
  state.type === 'i32' ? { low: 0, high: limit - 1 } : elementInterval(state);

export const repeat = {
  fields: {
    steps: integerField(1, LIMITS.steps),
    limits: listField(integerField(0, 2 ** 31 - 1), LIMITS.states),
  },
  inputs: [1, LIMITS.states],
  outputs: ({ inputs }) => inputs.length + 1,
  shapes: (_, { inputs }) => [[], ...inputs],
  bounds({ steps, limits }, context) {
    const { inputs, outputs, ranges } = context;
    expectType(context, outputs[0]!, 'i32');
    if (limits.length !== inputs.length) fail(context, 'BadParameter', 'needs one limit for each state');
    const states = inputs.map((initial, index) => {
      expectAlike(context, initial, outputs[index + 1]!);
      const limit = limits[index]!;
      if (limit > 0 !== (initial.type === 'i32'))
        fail(context, 'BadParameter', `state ${index} of type ${initial.type} has the limit ${limit}`);
      const range = stateInterval(initial, limit);
      if (!isWithin(ranges[index]!, range)) fail(context, 'BadGraph', `state ${index} begins out of range`);
      return range;
    });
    return [{ low: 0, high: steps - 1 }, ...states];
  },
  count: (_, { inputs }) => ({ macs: 0, elements: totalElements(inputs) }),
  effort: (_, { inputs }) => ({ ...NO_EFFORT, writes: totalElements(inputs), runs: inputs.length }),
  memory: (_, { inputs }) => needs(inputs.length * INPUT_BYTES),
  kinds: { integer: 'repeat', f32: 'repeat' },
} as const satisfies Operator<RepeatNode>;
