import { elementCount } from '../../../graph/element-types.ts';
import type { Graph, TensorData } from '../../../graph/graph.ts';
import { isLinear, type LinearNode } from '../linear.ts';
import { Moments } from './moments.ts';
import { forEachPatch } from './patches.ts';

/** Rows of a kernel's input that are looked at: many times their length, within these bounds. */
const ROWS = { least: 4096, times: 16, most: 24576 };
/** From this length on rows are multiplied fast, and more of them are affordable. */
const LONG = { length: 48, least: 16384 };

/** Moments of what kernels are multiplied by, by node; calls of one layer share theirs, as they share its kernel. */
export function createMoments(graph: Graph): Map<number, Moments> {
  const known = new Map<string, Moments>();
  const result = new Map<number, Moments>();
  for (const [index, node] of graph.nodes.entries()) {
    if (!isLinear(node) || node.op === 'convTranspose') continue;
    const { shape } = graph.tensors.get(node.params.kernel)!;
    const groups = node.op === 'depthwise' ? shape.at(-2)! : node.op === 'conv' ? node.groups : 1;
    const row = elementCount(shape) / shape.at(-1)! / (node.op === 'depthwise' ? groups : 1);
    const key = `${node.params.kernel} ${groups}`;
    const moments = known.get(key) ?? new Moments(groups, row);
    known.set(key, moments);
    result.set(index, moments);
  }
  return result;
}

interface Amount {
  /** Examples at hand, and examples in all. */
  readonly batch: number;
  readonly examples: number;
  /** Of each step at hand, 0 where it does not matter; undefined where all do. */
  readonly keeps?: TensorData | undefined;
}

/** Adds rows of the input `data` of `node`, spread over its positions. */
export function addRows(
  graph: Graph,
  node: LinearNode,
  data: TensorData,
  { batch, examples, keeps }: Amount,
  moments: Moments,
): void {
  if (node.op === 'convTranspose') return;
  const least = moments.size < LONG.length ? ROWS.least : LONG.least;
  const wanted = Math.min(Math.max(ROWS.times * moments.part, least), ROWS.most);
  const windows = Math.ceil(wanted / examples);
  const xShape = graph.values[node.inputs[0]!]!.shape;
  const yShape = graph.values[node.outputs[0]!]!.shape;
  const positions = elementCount(yShape) / yShape.at(-1)!;
  const stride = coprimeStride(positions, Math.max(1, Math.floor(positions / windows)));
  const size = elementCount(xShape);
  const kernelShape = graph.tensors.get(node.params.kernel)!.shape;
  const steps = keeps === undefined ? 0 : keeps.length / batch;
  for (let example = 0; example < batch; example++) {
    const x = data.subarray(example * size, (example + 1) * size);
    if (node.op === 'dense') {
      for (let r = 0; r < positions; r += stride) {
        if (keeps?.[example * steps + Math.floor((r * steps) / positions)] === 0) continue;
        moments.add(0, x.subarray(r * moments.size, (r + 1) * moments.size));
      }
      continue;
    }
    forEachPatch(node, kernelShape, x, xShape, yShape, stride, (group, patch) => moments.add(group, patch));
  }
}

/** The least number from `stride` on that shares no divisor with `positions`, so that no column is left out. */
function coprimeStride(positions: number, stride: number): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  let result = stride;
  while (stride > 1 && divisor(positions, result) !== 1) result++;
  return result;
}
