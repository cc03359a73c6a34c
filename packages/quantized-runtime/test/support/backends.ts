import {
  createModel,
  decodeGraph,
  encodeGraph,
  type Graph,
  loadModel,
  type Model,
  referenceKernels,
  wasmKernels,
} from '../../src/index.ts';

/** Every way to run a graph that must give the same bytes. */
export const BACKENDS: readonly (readonly [name: string, load: (graph: Graph) => Model])[] = [
  ['reference', (graph) => createModel(graph, { kernels: referenceKernels })],
  ['wasm', (graph) => createModel(graph, { kernels: wasmKernels })],
  ['reload', (graph) => loadModel(encodeGraph(graph))],
  [
    'reload, reference',
    (graph) => createModel(decodeGraph(encodeGraph(graph)), { kernels: referenceKernels }),
  ],
];
