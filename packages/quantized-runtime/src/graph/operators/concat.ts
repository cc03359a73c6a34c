import { countWritten } from '../count.ts';
import { NO_EFFORT } from '../effort/effort.ts';
import { elementCount, showShape } from '../element-types.ts';
import { LIMITS } from '../limits.ts';
import { INPUT_BYTES, needs } from '../memory/needs.ts';
import type { NodeBase } from '../node.ts';
import type { Operator } from '../operator.ts';
import { movedBounds } from '../rules/moved.ts';
import { axis } from '../schema/fields.ts';
import { badShape } from '../shapes/context.ts';

/** The inputs one after another along `axis`. */
export interface ConcatNode extends NodeBase {
  readonly op: 'concat';
  readonly axis: number;
}

export const concat = {
  fields: { axis },
  inputs: [1, LIMITS.ports],
  outputs: 1,
  shapes(node, { inputs }) {
    const [first, ...rest] = inputs;
    const { axis } = node;
    if (axis >= first!.length) badShape(node, `has no axis ${axis}`);
    let total = first![axis]!;
    for (const shape of rest) {
      if (shape.length !== first!.length || shape.some((size, i) => i !== axis && size !== first![i])) {
        badShape(node, `${showShape(shape)} does not join ${showShape(first!)} along axis ${axis}`);
      }
      total += shape[axis]!;
    }
    return [first!.map((size, i) => (i === axis ? total : size))];
  },
  bounds: movedBounds,
  count: countWritten,
  effort: (node, { inputs, outputs: [output] }) => ({
    ...NO_EFFORT,
    writes: elementCount(output!),
    runs: elementCount(output!.slice(0, node.axis)) * inputs.length,
  }),
  memory: (_, { inputs }) => needs(inputs.length * INPUT_BYTES),
  kinds: { integer: 'concat', f32: 'concat' },
} as const satisfies Operator<ConcatNode>;
