import type { Graph, Node } from '../../graph/graph.ts';
import { isLinear, type LinearNode } from '../linear.ts';
import { Histogram } from './histogram.ts';
import { Moments } from './moments.ts';
import { forEachPatch } from './patches.ts';
import { RecurrentStatistics, simulateRecurrent } from './simulate-recurrent.ts';

/** The activations of a float graph for a batch of examples: value index to [batch, ...shape]. */
export type FloatEvaluator = (
  graph: Graph,
  inputs: readonly Float32Array[],
  batch: number,
) => Promise<ReadonlyMap<number, Float32Array>> | ReadonlyMap<number, Float32Array>;

/** What was seen while the float graph ran over the samples. */
export interface Calibration {
  readonly examples: number;
  /** By value index; `i32` and `u8` values have none. */
  readonly histograms: ReadonlyMap<number, Histogram>;
  /** By node index, for linear operators whose rows are short enough. */
  readonly moments: ReadonlyMap<number, Moments>;
  /** By node index, for recurrent layers. */
  readonly recurrents: ReadonlyMap<number, RecurrentStatistics>;
}

export interface CalibrateOptions {
  readonly evaluate: FloatEvaluator;
  /** False: ranges only. */
  readonly withMoments: boolean;
  /** Whether to look inside recurrent layers, as integer profiles need. Default: as `withMoments`. */
  readonly withRecurrents?: boolean;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

const BATCH = 32;
/** Rows longer than this are rounded without their covariances (a matrix of its square would not pay). */
const LONGEST_ROW = 1200;
/** Windows taken from one example of a convolution. */
const WINDOWS = 64;

/** Runs `graph` over `samples` (one array a port, examples one after another) and gathers statistics. */
export async function calibrate(
  graph: Graph,
  samples: readonly Float32Array[],
  options: CalibrateOptions,
): Promise<Calibration> {
  const sizes = graph.inputs.map((port) => elements(graph.values[port.value]!.shape));
  const examples = sizes.length === 0 ? 0 : samples[0]!.length / sizes[0]!;
  const histograms = new Map<number, Histogram>();
  for (const [index, value] of graph.values.entries()) {
    if (value.type === 'f32') histograms.set(index, new Histogram());
  }
  const moments = options.withMoments ? createMoments(graph) : new Map<number, Moments>();
  const lookInside = options.withRecurrents ?? options.withMoments;
  const recurrents = lookInside ? createRecurrents(graph) : new Map<number, RecurrentStatistics>();
  for (let start = 0; start < examples; start += BATCH) {
    options.signal?.throwIfAborted();
    const batch = Math.min(BATCH, examples - start);
    const slices = samples.map((data, port) =>
      data.slice(start * sizes[port]!, (start + batch) * sizes[port]!),
    );
    const activations = await options.evaluate(graph, slices, batch);
    for (const [index, histogram] of histograms) {
      const data = activations.get(index);
      if (data) histogram.add(data);
    }
    for (const [index, moment] of moments) {
      const node = graph.nodes[index]!;
      const data = activations.get(node.inputs[0]!);
      if (data && isLinear(node)) addRows(graph, node, data, batch, moment);
    }
    for (const [index, statistics] of recurrents) {
      observeRecurrent(graph, graph.nodes[index]!, activations, batch, statistics);
    }
    options.onProgress?.(start + batch, examples);
  }
  return { examples, histograms, moments, recurrents };
}

function createRecurrents(graph: Graph): Map<number, RecurrentStatistics> {
  const result = new Map<number, RecurrentStatistics>();
  for (const [index, node] of graph.nodes.entries()) {
    if (node.op !== 'recurrent') continue;
    result.set(index, new RecurrentStatistics(graph.values[node.inputs[0]!]!.shape.at(-1)!, node.units));
  }
  return result;
}

function observeRecurrent(
  graph: Graph,
  node: Node,
  activations: ReadonlyMap<number, Float32Array>,
  batch: number,
  statistics: RecurrentStatistics,
): void {
  const x = activations.get(node.inputs[0]!);
  const mask = node.inputs[1] === undefined ? undefined : activations.get(node.inputs[1]);
  if (node.op !== 'recurrent' || !x) return;
  for (let example = 0; example < batch; example++) {
    const part = (data: Float32Array): Float32Array =>
      data.subarray((data.length / batch) * example, (data.length / batch) * (example + 1));
    simulateRecurrent(graph, node, part(x), mask && part(mask), statistics);
  }
}

function createMoments(graph: Graph): Map<number, Moments> {
  const result = new Map<number, Moments>();
  for (const [index, node] of graph.nodes.entries()) {
    if (!isLinear(node) || node.op === 'convTranspose') continue;
    const { shape } = graph.tensors.get(node.params.kernel)!;
    const groups = node.op === 'depthwise' ? shape.at(-2)! : node.op === 'conv' ? node.groups : 1;
    const row = elements(shape) / shape.at(-1)! / (node.op === 'depthwise' ? groups : 1);
    if (row <= LONGEST_ROW) result.set(index, new Moments(groups, row));
  }
  return result;
}

function addRows(graph: Graph, node: LinearNode, data: Float32Array, batch: number, moments: Moments): void {
  if (node.op === 'convTranspose') return;
  const xShape = graph.values[node.inputs[0]!]!.shape;
  const yShape = graph.values[node.outputs[0]!]!.shape;
  if (node.op === 'dense') {
    const row = new Float64Array(moments.size);
    const rows = data.length / row.length;
    const stride = Math.max(1, Math.floor(rows / batch / WINDOWS));
    for (let r = 0; r < rows; r += stride) {
      row.set(data.subarray(r * row.length, (r + 1) * row.length));
      moments.add(0, row);
    }
    return;
  }
  const kernelShape = graph.tensors.get(node.params.kernel)!.shape;
  const size = elements(xShape);
  const positions = elements(yShape) / yShape.at(-1)!;
  const stride = coprimeStride(positions, Math.max(1, Math.floor(positions / WINDOWS)));
  for (let example = 0; example < batch; example++) {
    const x = data.subarray(example * size, (example + 1) * size);
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

/** The product of the sizes. */
export function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
