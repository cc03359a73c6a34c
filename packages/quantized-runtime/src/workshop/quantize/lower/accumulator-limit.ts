import type { Graph } from '../../../graph/graph.ts';
import { isLinear, kernelLayout, type LinearNode } from '../linear.ts';
import type { Range } from '../math/range.ts';

/** Share of int32 that sums may fill, so that rounding cannot push one over. */
const BUDGET = 0.97 * 2147483648;
const GREATEST = 32767;
/** Below this many steps to a side, the weights give way instead (see lower/linear.ts). */
const LEAST = 2047;

/**
 * The largest integer that values of a group may reach in `a16`, so that every linear reader's sums fit int32
 * with its weights at full precision (N4): `sum |w / s_w| * limit + |b| / (s_x * s_w) <= budget`, s_x = span / limit.
 */
export function accumulatorLimit(graph: Graph, members: readonly number[], range: Range): number {
  const reach = Math.max(-range.min, range.max);
  let limit = GREATEST;
  for (const node of graph.nodes) {
    if (!isLinear(node) || !members.includes(node.inputs[0]!)) continue;
    limit = Math.min(limit, Math.floor(BUDGET / largestLoad(graph, node, range, reach)));
  }
  return Math.max(limit, LEAST);
}

/** The largest `sum |w / s_w|` of one sign plus the bias in units of reach * s_w, over the output channels. */
function largestLoad(graph: Graph, node: LinearNode, range: Range, reach: number): number {
  const kernel = graph.tensors.get(node.params.kernel)!;
  const bias = node.params.bias === undefined ? undefined : graph.tensors.get(node.params.bias)!.data;
  const { outputs, outputOf } = kernelLayout(node, kernel.shape);
  const positive = new Float64Array(outputs);
  const negative = new Float64Array(outputs);
  const largest = new Float64Array(outputs);
  for (const [element, w] of kernel.data.entries()) {
    const channel = outputOf(element);
    if (w > 0) positive[channel]! += w;
    else negative[channel]! -= w;
    largest[channel] = Math.max(largest[channel]!, Math.abs(w));
  }
  const [up, down] = [range.max / reach, -range.min / reach];
  let load = 1;
  for (let channel = 0; channel < outputs; channel++) {
    if (!(largest[channel]! > 0) || !(reach > 0)) continue;
    const step = (0.72 * largest[channel]!) / 127; // the finest scale that chooseScale may pick
    const [p, n] = [positive[channel]!, negative[channel]!];
    const sum = Math.max(p * up + n * down, n * up + p * down) / step;
    const offset = Math.abs(bias?.[channel] ?? 0) / (reach * step);
    load = Math.max(load, sum + Math.min(offset, sum + 127));
  }
  return load;
}
