import type { Shapes } from './count.ts';
import type { Graph } from './graph.ts';
import { kindOf } from './kinds.ts';
import { operatorOf } from './operators.ts';
import { paramsOf } from './params-of.ts';
import type { Shape } from './values.ts';
import type { Work } from './work.ts';

/** The work of each node for one example, from shapes alone. */
export function countWork({ profile, values, nodes, tensors }: Graph): Work[] {
  const shapeOf = (value: number): Shape => values[value]!.shape;
  return nodes.map((node) => {
    const params = paramsOf(node);
    const shapes: Shapes = {
      profile,
      inputs: node.inputs.map(shapeOf),
      outputs: node.outputs.map(shapeOf),
      param: (role) => tensors.get(params[role]!)!.shape,
    };
    const operator = operatorOf(node);
    const { layer, op } = node;
    const { macs, elements } = operator.count(node, shapes);
    const effort = operator.effort(node, shapes);
    // The kind is one of this profile's.
    return { layer, op, profile, kind: kindOf(node, profile), macs, elements, effort } as Work;
  });
}
