import { broadcastShapes } from '../../../graph/broadcast.ts';
import { elementCount } from '../../../graph/element-types.ts';
import type { AffineNode, Tensor } from '../../../graph/graph.ts';
import { broadcastOffsets } from '../../../graph/offsets.ts';
import { Draft, type Pass } from './draft.ts';

/**
 * (x + a) * k + b becomes x * k + (a * k + b): two maps keep digits in binary32, and in integers one map rounds once
 * and folds into its neighbours. A Keras variable that fed `a` becomes 0.
 */
export const joinCentring: Pass = (network) => {
  const draft = new Draft(network);
  for (const [index, node] of draft.nodes.entries()) {
    const before = node?.op === 'affine' ? draft.producer(node.inputs[0]!) : undefined;
    const first = before === undefined ? undefined : draft.nodes[before];
    if (node?.op !== 'affine' || first?.op !== 'affine' || !isCentring(draft, first)) continue;
    if (!draft.isPrivate(first.outputs[0]!)) continue;
    const { kernel, bias } = node.params;
    const shift = joined(draft, first.params.bias!, kernel, bias);
    const name = draft.addTensor(`${bias ?? kernel}.joined`, shift);
    if (bias !== undefined) draft.rewriteVariables(bias, () => ({ param: name }));
    draft.rewriteVariables(first.params.bias!, () => ({ fill: 0 }));
    draft.nodes[index] = { ...node, inputs: first.inputs, params: { kernel, bias: name } };
    draft.nodes[before!] = undefined;
  }
  return draft.finish();
};

function isCentring(draft: Draft, { params, min, max }: AffineNode): boolean {
  const isOne = draft.tensorNamed(params.kernel).data.every((k) => k === 1);
  return isOne && params.bias !== undefined && min === null && max === null;
}

/** a * k + b, all broadcast. */
function joined(draft: Draft, a: string, k: string, b: string | undefined): Tensor {
  const parts = [a, k, ...(b === undefined ? [] : [b])].map((name) => draft.tensorNamed(name));
  const shape = parts.reduce<readonly number[]>((all, part) => broadcastShapes(all, part.shape)!, []);
  const [as, ks, bs] = parts.map(({ shape: own, data }) => {
    const offsets = broadcastOffsets(own, shape);
    return (index: number) => data[offsets[index]!]!;
  });
  const data = Float32Array.from({ length: elementCount(shape) }, (_, i) => as!(i) * ks!(i) + (bs?.(i) ?? 0));
  return { shape, data };
}
