import { countNothing } from '../count.ts';
import { noEffort } from '../effort/effort.ts';
import { noNeeds } from '../memory/needs.ts';
import type { NodeBase } from '../node.ts';
import type { Operator } from '../operator.ts';
import { boundedTensor } from '../rules/context.ts';
import { elementRange } from '../rules/elements.ts';
import { roles } from '../schema/fields.ts';

/** A constant as a value of the graph. */
export interface ConstantNode extends NodeBase {
  readonly op: 'constant';
  readonly params: { readonly value: string };
}

export const constant = {
  fields: { params: roles(['value'], []) },
  inputs: [0, 0],
  outputs: 1,
  shapes: (_, { param }) => [param('value')],
  bounds(node, context) {
    const [output] = context.outputs;
    const { least, most } = boundedTensor(
      context,
      node.params.value,
      'value',
      output!.type,
      elementRange(output!),
    );
    return [{ low: least, high: most }];
  },
  count: countNothing,
  effort: noEffort,
  memory: noNeeds,
  kinds: { integer: 'constant', f32: 'constant' },
} as const satisfies Operator<ConstantNode>;
