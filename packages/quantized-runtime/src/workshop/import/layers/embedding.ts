import { compare, dense } from '../build/ops.ts';
import { type LayerContext, type LayerType, single } from '../context.ts';
import { permute } from '../read/weights.ts';
import { noEffect, only, reads } from '../settings.ts';
import { lookUpRows } from './look-up-rows.ts';

function embed(layer: LayerContext, indices: number): { value: number; mask: number | null } {
  const { config, graph } = layer;
  const [rows, width] = [config.int('input_dim'), config.int('output_dim')];
  const table = layer.param('embeddings', [rows, width]);
  const value = lookUpRows(layer, indices, table, rows, width);
  if (!config.bool('mask_zero', false)) return { value, mask: null };
  const isCounted = graph.isCounted(indices);
  // Integers hold what is counted nearly.
  return { value, mask: isCounted ? compare(graph, indices, 'gt', 0.5) : compare(graph, indices, 'ne', 0) };
}

const Embedding: LayerType = {
  settings: {
    ...reads('input_dim', 'output_dim', 'mask_zero'),
    ...noEffect('it is about gradients', 'sparse'),
  },
  variables: () => [{ name: 'embeddings', trainable: true }],
  lower: (layer, call) => embed(layer, single(layer, call).value),
};

/** Called with `reverse` it multiplies by the table turned around (or by a table of its own). */
const ReversibleEmbedding: LayerType = {
  settings: {
    ...reads('input_dim', 'output_dim', 'mask_zero', 'tie_weights'),
    ...only('logit_soft_cap', [null], 'capped logits have no translation'),
    ...noEffect('it computes in float32 here', 'reverse_dtype'),
  },
  arguments: reads('reverse'),
  positions: ['inputs', 'reverse'],
  variables: ({ config }) => [
    { name: 'embeddings', trainable: true },
    ...(config.bool('tie_weights', true) ? [] : [{ name: 'reverse_embeddings', trainable: true }]),
  ],
  lower: (layer, call) => {
    const { value, mask } = single(layer, call);
    if (!call.options.bool('reverse', false)) return embed(layer, value);
    const { config } = layer;
    const [rows, width] = [config.int('input_dim'), config.int('output_dim')];
    const kernel = config.bool('tie_weights', true)
      ? tiedKernel(layer, rows, width)
      : layer.param('reverse_embeddings', [width, rows]);
    return { value: dense(layer.graph, value, kernel, rows), mask };
  },
};

/** A second copy of the table; the export takes the first. */
function tiedKernel(layer: LayerContext, rows: number, width: number): string {
  const { shape, data } = permute(layer.weight('embeddings', [rows, width]), [1, 0]);
  return layer.addTensor('reverse_kernel', shape, Float32Array.from(data));
}

export const EMBEDDING: Readonly<Record<string, LayerType>> = { Embedding, ReversibleEmbedding };
