import { countWritten } from '../count.ts';
import { lanes, NO_EFFORT, rowsOf } from '../effort/effort.ts';
import { showShape } from '../element-types.ts';
import { needs } from '../memory/needs.ts';
import type { NodeBase } from '../node.ts';
import type { Operator } from '../operator.ts';
import { expectActivations, expectAlike } from '../rules/context.ts';
import { booleanField, choiceField } from '../schema/field.ts';
import { badShape } from '../shapes/context.ts';

/** Spatial resampling of [...S, C]. */
export interface ResizeNode extends NodeBase {
  readonly op: 'resize';
  readonly fn: 'nearest' | 'bilinear';
  readonly alignCorners: boolean;
  readonly halfPixel: boolean;
}

const kinds = { nearest: 'resize.nearest', bilinear: 'resize.bilinear' } as const;

export const resize = {
  fields: { fn: choiceField('nearest', 'bilinear'), alignCorners: booleanField, halfPixel: booleanField },
  inputs: [1, 1],
  outputs: 1,
  shapes(node, { inputs: [input], declared: [output] }) {
    const rank = input!.length - 1;
    if (rank < 1 || rank > 3 || output?.length !== input!.length || output.at(-1) !== input!.at(-1)) {
      return badShape(node, `${showShape(input!)} does not resize to ${showShape(output ?? [])}`);
    }
    if (node.fn === 'bilinear' && rank !== 2) badShape(node, 'bilinear needs two spatial axes');
    return [output];
  },
  bounds(_, context) {
    const [output] = context.outputs;
    expectAlike(context, context.inputs[0]!, output!);
    expectActivations(context, output!);
    return [context.ranges[0]!];
  },
  count: countWritten,
  effort: (_, { outputs: [output] }) => ({
    ...NO_EFFORT,
    writes: rowsOf(output!) * lanes(output!.at(-1)!),
    runs: rowsOf(output!),
  }),
  memory(_, { outputs: [output] }) {
    const cells = output!.slice(0, -1).reduce((sum, size) => sum + size, 0);
    return needs(cells * 12);
  },
  kinds: { integer: kinds, f32: kinds },
} as const satisfies Operator<ResizeNode>;
