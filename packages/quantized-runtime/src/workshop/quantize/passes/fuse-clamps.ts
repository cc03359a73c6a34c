import type { Clamp, Node } from '../../../graph/graph.ts';
import { CLAMPS } from '../math/unary-limits.ts';
import { Draft, type Pass } from './draft.ts';

/** Moves relu, relu6 and hardTanh into the node before them, or turns them into a clamp of their own. */
export const fuseClamps: Pass = (network) => {
  const draft = new Draft(network);
  for (const [index, node] of draft.nodes.entries()) {
    if (node?.op !== 'unary') continue;
    const clamp = CLAMPS[node.fn];
    const producerIndex = draft.producer(node.inputs[0]!);
    if (!clamp || producerIndex === undefined || !draft.isPrivate(node.inputs[0]!)) continue;
    const producer = draft.nodes[producerIndex]!;
    if (!hasClamp(producer)) continue;
    const fused = intersect(producer, clamp);
    if (!fused) continue;
    draft.nodes[producerIndex] = { ...producer, ...fused };
    draft.redirect(node.outputs[0]!, node.inputs[0]!);
    draft.nodes[index] = undefined;
  }
  return draft.finish();
};

/** True if the operator has a fused clamp. */
export function hasClamp(node: Node): node is Extract<Node, Clamp> {
  return 'min' in node && 'max' in node;
}

/** One clamp after another as one clamp; undefined where the two do not overlap. */
function intersect(first: Clamp, second: Clamp): Clamp | undefined {
  const min =
    first.min === null ? second.min : second.min === null ? first.min : Math.max(first.min, second.min);
  const max =
    first.max === null ? second.max : second.max === null ? first.max : Math.min(first.max, second.max);
  return min !== null && max !== null && min > max ? undefined : { min, max };
}
