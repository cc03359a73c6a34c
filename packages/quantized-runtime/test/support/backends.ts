import {
  createModel,
  decodeNetwork,
  encodeNetwork,
  type Graph,
  loadModel,
  type Model,
} from '../../src/index.ts';

const keras = { config: {}, variables: [] };

/** Every way to run a graph that must give the same bytes. */
export const BACKENDS: readonly (readonly [name: string, load: (graph: Graph) => Model])[] = [
  ['reference', (graph) => createModel(graph, { backend: 'reference' })],
  ['wasm', (graph) => createModel(graph, { backend: 'wasm' })],
  ['reload', (graph) => loadModel(encodeNetwork({ graph, keras }))],
  [
    'reload, reference',
    (graph) => createModel(decodeNetwork(encodeNetwork({ graph, keras })).graph, { backend: 'reference' }),
  ],
];
