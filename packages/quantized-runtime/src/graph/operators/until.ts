import { NO_EFFORT } from '../effort/effort.ts';
import { elementCount, totalElements } from '../element-types.ts';
import { LIMITS } from '../limits.ts';
import { INPUT_BYTES, needs } from '../memory/needs.ts';
import type { NodeBase } from '../node.ts';
import type { Operator } from '../operator.ts';
import { expectAlike, expectType } from '../rules/context.ts';
import { badShape } from '../shapes/context.ts';

/**
 * The end of a loop. Whether to stop, u8 [], and the states of the next step -> the states behind the last step. It was
 * the last if stop is not 0, or if there were as many as the loop's `repeat` allows. Rule O10.
 */
export interface UntilNode extends NodeBase {
  readonly op: 'until';
}

export const until = {
  fields: {},
  inputs: [2, LIMITS.states + 1],
  outputs: ({ inputs }) => inputs.length - 1,
  shapes(node, { inputs: [stop, ...states] }) {
    if (stop!.length !== 0) badShape(node, 'whether to stop is a single number');
    return states;
  },
  bounds(_, context) {
    const [stop, ...states] = context.inputs;
    expectType(context, stop!, 'u8');
    for (const [index, state] of states.entries()) expectAlike(context, state, context.outputs[index]!);
    return context.ranges.slice(1);
  },
  count: (_, { outputs }) => ({
    macs: 0,
    elements: totalElements(outputs),
  }),
  effort: (_, { outputs }) => ({
    ...NO_EFFORT,
    // States that change places are copied twice.
    writes: 2 * totalElements(outputs),
    runs: outputs.length,
  }),
  memory: (_, { outputs }) =>
    needs(
      outputs.length * INPUT_BYTES,
      outputs.reduce((sum, shape) => sum + elementCount(shape) * 4 + 16, 0),
    ),
  kinds: { integer: 'until', f32: 'until' },
} as const satisfies Operator<UntilNode>;
