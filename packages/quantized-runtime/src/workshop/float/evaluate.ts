import * as tf from '@tensorflow/tfjs-core';
import type { Graph, Node } from '../../graph/graph.ts';
import { feed, runNode, selectBackend } from './run-node.ts';

export interface EvaluateOptions {
  /** Keep every value, not only those of the output ports. */
  readonly keepAll?: boolean;
  /** `wasm` is several times faster on convolutions; `cpu` (the default) is plain JavaScript. */
  readonly backend?: 'cpu' | 'wasm';
}

/**
 * Values by their index in `Graph.values`, each [batch, ...shape], row-major: those of the ports, or all of them
 * with `keepAll`. Indices and masks are numbers too.
 */
export type Evaluation = ReadonlyMap<number, Float32Array>;

/**
 * Runs an f32 graph with TensorFlow.js: the float truth that quantization is measured against. Not bit-exact;
 * `f32` artefacts run on the runtime's own kernels. `inputs` holds one array [batch, ...shape] for each port.
 * Throws InputError when an input's length does not fit.
 */
export async function evaluate(
  graph: Graph,
  inputs: readonly Float32Array[],
  batch: number,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  if (graph.profile !== 'f32') throw new RangeError(`evaluate runs f32 graphs, not ${graph.profile}`);
  await selectBackend(options.backend ?? 'cpu');
  const kept = new Map<number, Float32Array>();
  const live = feed(graph, inputs, batch);
  const constants = new Map<string, tf.Tensor>();
  const lastUse = findLastUses(graph);
  try {
    keep(
      live,
      kept,
      graph,
      graph.inputs.map((port) => port.value),
      options,
    );
    graph.nodes.forEach((node, position) => {
      runNode(graph, node, live, constants, batch);
      keep(live, kept, graph, node.outputs, options);
      release(live, lastUse, node, position);
    });
  } finally {
    tf.dispose([...live.values(), ...constants.values()]);
  }
  return kept;
}

function keep(
  live: ReadonlyMap<number, tf.Tensor>,
  kept: Map<number, Float32Array>,
  graph: Graph,
  values: readonly number[],
  options: EvaluateOptions,
): void {
  for (const value of values) {
    const wanted = options.keepAll === true || graph.outputs.some((port) => port.value === value);
    const tensor = live.get(value);
    if (wanted && tensor !== undefined) kept.set(value, Float32Array.from(tensor.dataSync()));
  }
}

/** The position of the last node that reads each value. */
function findLastUses(graph: Graph): ReadonlyMap<number, number> {
  const last = new Map<number, number>();
  graph.nodes.forEach((node, position) => {
    for (const input of node.inputs) last.set(input, position);
  });
  return last;
}

function release(
  live: Map<number, tf.Tensor>,
  lastUse: ReadonlyMap<number, number>,
  node: Node,
  position: number,
): void {
  for (const value of new Set([...node.inputs, ...node.outputs])) {
    if ((lastUse.get(value) ?? -1) > position) continue;
    live.get(value)?.dispose();
    live.delete(value);
  }
}
