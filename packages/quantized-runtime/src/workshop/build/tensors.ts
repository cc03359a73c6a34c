import { sameShape } from '../../graph/element-types.ts';
import type { Node, Tensor } from '../../graph/graph.ts';
import { paramsOf } from '../../graph/params-of.ts';

/** The names of the tensors that a node reads. */
export function tensorNames(node: Node): string[] {
  return Object.values(paramsOf(node)).filter((name) => name !== undefined);
}

/** The tensors that some of `nodes` read, and those that `kept` names. */
export function usedTensors(
  nodes: readonly Node[],
  tensors: ReadonlyMap<string, Tensor>,
  kept: readonly string[] = [],
): Map<string, Tensor> {
  const used = new Set([...nodes.flatMap(tensorNames), ...kept]);
  return new Map([...tensors].filter(([name]) => used.has(name)));
}

/** True if both have one type and shape and the same numbers, -0 and NaN told apart. */
export function equalTensors(a: Tensor, b: Tensor): boolean {
  if (a.data === b.data) return sameShape(a.shape, b.shape);
  if (a.data.constructor !== b.data.constructor || !sameShape(a.shape, b.shape)) return false;
  return a.data.length === b.data.length && a.data.every((element, i) => Object.is(element, b.data[i]));
}
