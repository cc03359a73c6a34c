import { evaluate } from '../../float/evaluate.ts';
import type { Graph, Node, UnaryFn } from '../../graph/graph.ts';

/**
 * Operators and functions that TensorFlow.js's WASM backend has kernels for and that run on it without fault.
 * Others corrupt its memory (4.22: "memory access out of bounds" in a later call), so a graph with any of them
 * runs on the slower backend in plain JavaScript.
 */
const WASM_OPS: ReadonlySet<Node['op']> = new Set([
  'dense',
  'conv',
  'depthwise',
  'pool',
  'affine',
  'binary',
  'reshape',
  'softmax',
]);
const WASM_FUNCTIONS: ReadonlySet<UnaryFn> = new Set(['relu', 'relu6', 'sigmoid', 'tanh']);

/** Every value of a float graph for a batch of examples. */
export function evaluateAll(
  graph: Graph,
  inputs: readonly Float32Array[],
  batch: number,
): Promise<ReadonlyMap<number, Float32Array>> {
  const convolves = graph.nodes.some(({ op }) => op === 'conv' || op === 'depthwise');
  const backend = convolves && graph.nodes.every(runsOnWasm) ? 'wasm' : 'cpu';
  return evaluate(graph, inputs, batch, { keepAll: true, backend });
}

function runsOnWasm(node: Node): boolean {
  if (node.op === 'unary') return WASM_FUNCTIONS.has(node.fn);
  const spatial = node.op === 'conv' || node.op === 'depthwise' ? node.strides.length : 2;
  return WASM_OPS.has(node.op) && spatial === 2;
}
