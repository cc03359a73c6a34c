import { elementCount } from '../../graph/element-types.ts';
import type { Graph, Profile } from '../../graph/graph.ts';
import { paramsOf } from '../../graph/params-of.ts';

/** Weights are stored in at least so many bytes each. */
const WEIGHT_BYTES: Readonly<Record<Profile, number>> = { f32: 4, a16: 1, a8: 1 };

/**
 * Bytes that a float network takes in a profile at the very least, told from its kernels alone: before anything is
 * quantized. What else it takes (biases, tables, program) is some percent more.
 */
export function leastBytes(graph: Graph, profile: Profile): number {
  const kernels = new Set(graph.nodes.flatMap((node) => paramsOf(node)['kernel'] ?? []));
  let weights = 0;
  for (const [name, { shape }] of graph.tensors) {
    // A kernel of one axis is a scale, which may be folded into its neighbour.
    if (kernels.has(name) && shape.length > 1) weights += elementCount(shape);
  }
  return weights * WEIGHT_BYTES[profile];
}
