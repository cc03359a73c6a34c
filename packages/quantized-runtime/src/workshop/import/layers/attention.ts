import type { GraphBuilder } from '../build/graph-builder.ts';
import { reshape } from '../build/moving-ops.ts';
import { affine, binary, constant, dense, matmul, reduce, select, softmax, unary } from '../build/ops.ts';
import {
  type Call,
  type Edge,
  type LayerContext,
  type LayerType,
  namedEdges,
  type VariableSpec,
} from '../context.ts';
import { reads } from '../settings.ts';
import type { LayerSpec } from '../spec.ts';
import { attentionMask } from './attention-mask.ts';
import { maskLike, toMask } from './masks.ts';

type Scores = (layer: LayerContext, query: number, key: number) => number;

/** Attention without projections over [query, value, key]. */
function attentionLayer(variables: (spec: LayerSpec) => readonly VariableSpec[], scores: Scores): LayerType {
  return {
    settings: reads('use_scale', 'score_mode'),
    arguments: reads('mask', 'return_attention_scores', 'use_causal_mask'),
    positions: ['inputs', 'mask', 'training', 'return_attention_scores', 'use_causal_mask'],
    variables,
    lower: (layer, call) => {
      const g = layer.graph;
      const [query, value, third] = call.inputs;
      if (query === undefined || value === undefined) throw layer.refuse('it needs a query and a value');
      const key = third ?? value;
      const raw = scores(layer, query.value, key.value);
      const [queryMask, valueMask] = masks(g, call, query, value);
      const mask = attentionMask(g, g.shape(query.value)[0]!, g.shape(value.value)[0]!, {
        keys: [valueMask],
        causal: call.options.bool('use_causal_mask', false),
      });
      const weights = softmax(g, raw, 1, false, mask ?? undefined);
      const attended = matmul(g, weights, value.value);
      const y = queryMask === null ? attended : keepRows(layer, attended, queryMask);
      const output: Edge = { value: y, mask: queryMask };
      if (!call.options.bool('return_attention_scores', false)) return output;
      return [output, { value: weights, mask: null }];
    },
  };
}

/** Masks given by the call as [query mask, value mask], or those that came along. */
function masks(g: GraphBuilder, call: Call, query: Edge, value: Edge): [number | null, number | null] {
  const given = namedEdges(call, 'mask');
  if (given.length === 0) return [query.mask, value.mask];
  const [first, second] = given.map((edge) => edge && toMask(g, edge.value));
  return [first ?? null, second ?? null];
}

function keepRows(layer: LayerContext, x: number, mask: number): number {
  const zero = constant(layer.graph, `${layer.label}/zero`, [1], Float32Array.of(0));
  return select(layer.graph, maskLike(layer.graph, mask, x), x, zero);
}

/** A variable that is one number, as a factor. */
function scaleBy(layer: LayerContext, name: string, x: number): number {
  return affine(layer.graph, x, layer.param(name, [], undefined, [1]), [1]);
}

/** q + k for every pair: [T, S, D]. */
function pairSums(layer: LayerContext, query: number, key: number): number {
  const g = layer.graph;
  const [t, d] = g.shape(query);
  const [s] = g.shape(key);
  return binary(g, 'add', reshape(g, query, [t!, 1, d!]), reshape(g, key, [1, s!, d!]));
}

const dotOrConcat: Scores = (layer, query, key) => {
  const g = layer.graph;
  const scaled = (x: number) => (layer.has('scale') ? scaleBy(layer, 'scale', x) : x);
  if (layer.config.choice('score_mode', ['dot', 'concat'], 'dot') === 'dot')
    return scaled(matmul(g, query, key, true));
  const sums = unary(g, scaled(pairSums(layer, query, key)), 'tanh');
  return scaleBy(layer, 'concat_score_weight', reduce(g, sums, 'sum', [2]));
};

const additive: Scores = (layer, query, key) => {
  const g = layer.graph;
  const sums = unary(g, pairSums(layer, query, key), 'tanh');
  const [t, s, d] = g.shape(sums);
  if (!layer.has('scale')) return reduce(g, sums, 'sum', [2]);
  return reshape(g, dense(g, sums, layer.param('scale', [d!], undefined, [d!, 1]), 1), [t!, s!]);
};

const scaleVariable = (used: boolean): VariableSpec[] => (used ? [{ name: 'scale', trainable: true }] : []);

const Attention = attentionLayer(
  ({ config }) => [
    ...scaleVariable(config.bool('use_scale', false)),
    ...(config.string('score_mode', 'dot') === 'concat'
      ? [{ name: 'concat_score_weight', trainable: true }]
      : []),
  ],
  dotOrConcat,
);

const AdditiveAttention = attentionLayer(
  ({ config }) => scaleVariable(config.bool('use_scale', true)),
  additive,
);

export const ATTENTION: Readonly<Record<string, LayerType>> = { Attention, AdditiveAttention };
