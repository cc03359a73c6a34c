import { elementCount } from '../../../graph/element-types.ts';
import type { Graph, Node, TensorData } from '../../../graph/graph.ts';
import { isLinear } from '../linear.ts';
import { createProbe } from '../probe.ts';
import { countedNumbers, findMaskedValues, findSentinels } from './counted-steps.ts';
import { Histogram } from './histogram.ts';
import { addRows, createMoments } from './kernel-rows.ts';
import type { Moments } from './moments.ts';
import { RecurrentStatistics, simulateRecurrent } from './simulate-recurrent.ts';

/** What was seen while the float graph ran over the samples. */
export interface Calibration {
  readonly examples: number;
  /** By value index; `i32` and `u8` values have none. Steps that a mask drops are not in them. */
  readonly histograms: ReadonlyMap<number, Histogram>;
  /** By value index: the number that stands for "nothing here" in it (`mask_value`), which no range need hold. */
  readonly sentinels: ReadonlyMap<number, number>;
  /** By node index, for linear operators whose rows are short enough. */
  readonly moments: ReadonlyMap<number, Moments>;
  /** By node index, for recurrent layers. */
  readonly recurrents: ReadonlyMap<number, RecurrentStatistics>;
}

export interface CalibrateOptions {
  /** Whether to gather the moments of what kernels are multiplied by. */
  readonly withMoments: boolean;
  /** Whether to count how often each number occurs; the extremes are always kept. */
  readonly withCounts: boolean;
  /** Whether to look inside recurrent layers, as integer profiles need. */
  readonly withRecurrents: boolean;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Runs `graph` over `samples` (one array a port, examples one after another) and gathers statistics. */
export async function calibrate(
  graph: Graph,
  samples: readonly Float32Array[],
  options: CalibrateOptions,
): Promise<Calibration> {
  const examples = countOf(graph, samples);
  const histograms = new Map<number, Histogram>();
  for (const [index, value] of graph.values.entries()) {
    if (value.type === 'f32') histograms.set(index, new Histogram(options.withCounts));
  }
  const moments = options.withMoments ? createMoments(graph) : new Map<number, Moments>();
  const recurrents = options.withRecurrents
    ? createRecurrents(graph)
    : new Map<number, RecurrentStatistics>();
  const probe = createProbe(graph);
  const masked = findMaskedValues(graph);
  for (let start = 0; start < examples; start += probe.capacity) {
    await breathe();
    options.signal?.throwIfAborted();
    const batch = Math.min(probe.capacity, examples - start);
    const read = probe.run(samples, start, batch);
    for (const [index, histogram] of histograms) histogram.add(countedNumbers(masked, read, index));
    for (const [index, moment] of moments) {
      const node = graph.nodes[index]!;
      if (!isLinear(node)) continue;
      const mask = masked.get(node.inputs[0]!);
      const amount = { batch, examples, keeps: mask === undefined ? mask : read(mask) };
      addRows(graph, node, read(node.inputs[0]!), amount, moment);
    }
    for (const [index, statistics] of recurrents) {
      observeRecurrent(graph, graph.nodes[index]!, read, batch, statistics);
    }
    options.onProgress?.(start + batch, examples);
  }
  return { examples, histograms, sentinels: findSentinels(graph), moments, recurrents };
}

/** The number of examples in `samples`. */
export function countOf(graph: Graph, samples: readonly Float32Array[]): number {
  const [port] = graph.inputs;
  return port ? samples[0]!.length / elementCount(graph.values[port.value]!.shape) : 0;
}

/** Lets timers, signals and progress bars have their turn. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
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
  read: (value: number) => TensorData,
  batch: number,
  statistics: RecurrentStatistics,
): void {
  if (node.op !== 'recurrent') return;
  const [x, mask] = node.inputs.map(read);
  for (let example = 0; example < batch; example++) {
    const part = (data: TensorData): TensorData =>
      data.subarray((data.length / batch) * example, (data.length / batch) * (example + 1));
    simulateRecurrent(graph, node, part(x!), mask && part(mask), statistics);
  }
}
