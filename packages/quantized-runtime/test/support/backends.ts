import {
  createModel,
  decodeNetwork,
  encodeNetwork,
  type Graph,
  loadModel,
  type Model,
  referenceKernels,
  wasmKernels,
} from '../../src/index.ts';

const keras = { config: {}, variables: [] };

/** Every way to run a graph that must give the same bytes. */
export const BACKENDS: readonly (readonly [name: string, load: (graph: Graph) => Model])[] = [
  ['reference', (graph) => createModel(graph, { kernels: referenceKernels })],
  ['wasm', (graph) => createModel(graph, { kernels: wasmKernels })],
  ['reload', (graph) => loadModel(encodeNetwork({ graph, keras }))],
  [
    'reload, reference',
    (graph) =>
      createModel(decodeNetwork(encodeNetwork({ graph, keras })).graph, { kernels: referenceKernels }),
  ],
];
