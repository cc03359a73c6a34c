import { sameShape } from '../../../graph/element-types.ts';
import type { Node } from '../../../graph/graph.ts';
import { Draft, type Pass } from './draft.ts';

/** Removes nodes that pass their input on unchanged. */
export const removeNoops: Pass = (network) => {
  const draft = new Draft(network);
  for (const [index, node] of draft.nodes.entries()) {
    if (!node || !isNoop(draft, node)) continue;
    const [from, to] = [node.outputs[0]!, node.inputs[0]!];
    const wouldExposeInput = draft.isOutput(from) && draft.producer(to) === undefined;
    if (wouldExposeInput) continue;
    draft.redirect(from, to);
    draft.nodes[index] = undefined;
  }
  return draft.finish();
};

function isNoop(draft: Draft, node: Node): boolean {
  const input = node.inputs[0];
  const output = node.outputs[0];
  if (input === undefined || output === undefined) return false;
  const [from, to] = [draft.values[input]!, draft.values[output]!];
  if (from.type !== to.type || !sameShape(from.shape, to.shape)) return false;
  switch (node.op) {
    case 'reshape':
      return true;
    case 'transpose':
      return node.perm.every((axis, index) => axis === index);
    case 'slice':
      return node.strides.every((stride) => stride === 1);
    case 'pad':
    case 'tile':
      return true; // the shape did not change
    case 'concat':
      return node.inputs.length === 1;
    case 'affine': {
      const { kernel, bias } = node.params;
      const ones = draft.tensorNamed(kernel).data.every((x) => x === 1);
      const zeros = bias === undefined || draft.tensorNamed(bias).data.every((x) => x === 0);
      return ones && zeros && node.min === null && node.max === null;
    }
    default:
      return false;
  }
}
