import { elementCount } from '../../../graph/element-types.ts';
import { reshape, tile, transpose } from '../build/moving-ops.ts';
import { binary, matmul, scaleShift, softmax } from '../build/ops.ts';
import { invert } from '../build/shapes.ts';
import { Config } from '../config.ts';
import {
  type Call,
  type ChildSpec,
  type Edge,
  type LayerContext,
  type LayerType,
  NO_OPTIONS,
  namedEdge,
} from '../context.ts';
import { noEffect, reads, type Settings } from '../settings.ts';
import type { LayerSpec } from '../spec.ts';
import { attentionMask } from './attention-mask.ts';
import { maskedSoftmax, namedMask } from './masks.ts';

/** The projections of an attention layer, in creation order. */
const PROJECTIONS = ['query', 'key', 'gate', 'value', 'output'] as const;
type Projection = (typeof PROJECTIONS)[number];

interface Dialect {
  /** Keras sees the projections as public attributes, or only as private ones. */
  readonly isPublic: boolean;
  readonly dim: string;
  readonly settings: Settings;
  readonly positions: readonly string[];
}

function projections(spec: LayerSpec, { isPublic }: Dialect): readonly ChildSpec[] {
  const gated = spec.config.bool('use_gate', false);
  const bias = spec.config.bool('use_bias', true);
  return PROJECTIONS.filter((name) => gated || name !== 'gate').map((name) => {
    const former = `_${name}_dense`;
    const path = isPublic && name !== 'gate' ? `${name}_dense` : former;
    return { path, formerPath: former, spec: projectionSpec(spec, name, bias) };
  });
}

/** Keras builds its projections from einsum layers; these are their settings. */
function projectionSpec(spec: LayerSpec, name: Projection, bias: boolean): LayerSpec {
  const outputs = spec.config.get('output_shape');
  const letters = 'defghi'.slice(0, Array.isArray(outputs) ? outputs.length : 1);
  const out = name === 'output';
  const config = {
    equation: out ? `...bc,bc${letters}->...${letters}` : '...a,abc->...bc',
    bias_axes: bias ? (out ? letters : 'bc') : null,
    activation: name === 'gate' ? 'sigmoid' : 'linear',
  };
  const where = `projection "${name}" of ${spec.config.where}`;
  return { className: 'EinsumDense', name, config: new Config(config, where), build: null, inboundNodes: [] };
}

function project(layer: LayerContext, name: Projection, x: number): number {
  const child = layer.children.find(({ spec }) => spec.name === name)!;
  return child.call({ inputs: [{ value: x, mask: null }], named: {}, options: NO_OPTIONS })[0]!.value;
}

/** Query, value and key, given by position or by name; the key is the value when it is not given. */
function operands(layer: LayerContext, call: Call): { query: Edge; value: Edge; key: Edge; ownKey: boolean } {
  const [first, second, third] = call.inputs;
  const query = first ?? namedEdge(call, 'query');
  const value = second ?? namedEdge(call, 'value');
  const key = third ?? namedEdge(call, 'key');
  if (query === undefined || value === undefined) throw layer.refuse('it needs a query and a value');
  return { query, value, key: key ?? value, ownKey: key !== undefined };
}

/** Full attention of several heads. GroupQueryAttention repeats each head of key and value. */
function attentionLayer(dialect: Dialect): LayerType {
  return {
    settings: {
      ...dialect.settings,
      ...reads(dialect.dim, 'use_bias', 'use_gate', 'dropout'),
      ...noEffect('it says how Keras runs, not what it computes', 'flash_attention'),
    },
    arguments: reads(
      ...MASKS,
      'attention_mask',
      'return_attention_scores',
      'use_causal_mask',
      'query',
      'value',
      'key',
    ),
    positions: dialect.positions,
    children: (spec) => projections(spec, dialect),
    lower: (layer, call) => {
      const { query, value, key, ownKey } = operands(layer, call);
      const g = layer.graph;
      const axes = attentionAxes(layer, g.shape(query.value).length);
      const isPlain = g.shape(query.value).length === 2;
      const mask = isPlain
        ? maskOf(layer, call, query, value, ownKey ? key : null)
        : noMask(layer, call, query, value);
      const scale = 1 / Math.sqrt(layer.config.int(dialect.dim));
      const q = headsFirst(layer, scaleShift(g, project(layer, 'query', query.value), scale), axes);
      const k = headsFirst(layer, repeatHeads(layer, project(layer, 'key', key.value)), axes);
      const v = headsFirst(layer, repeatHeads(layer, project(layer, 'value', value.value)), axes);
      const scores = matmul(g, q.value, k.value, true);
      const rank = g.shape(scores).length;
      const weights =
        mask !== null && isByLayer(layer, call)
          ? maskedSoftmax(layer, scores, rank - 1, mask)
          : softmax(g, scores, rank - 1, false, mask ?? undefined);
      const heads = headsLast(layer, matmul(g, weights, v.value), q);
      const gated = layer.config.bool('use_gate', false)
        ? binary(g, 'mul', heads, project(layer, 'gate', query.value))
        : heads;
      const output: Edge = { value: project(layer, 'output', gated), mask: query.mask };
      if (!call.options.bool('return_attention_scores', false)) return output;
      if (!isPlain) throw layer.refuse('attention scores over several axes have no translation');
      return [output, { value: weights, mask: null }];
    },
  };
}

/** Keras asks its Softmax layer for weights that it drops out or hands on, and otherwise an operator of the backend. */
function isByLayer(layer: LayerContext, call: Call): boolean {
  return layer.config.number('dropout', 0) > 0 || call.options.bool('return_attention_scores', false);
}

/** The axes that attend, without the batch: all between batch and features unless the layer says otherwise. */
function attentionAxes(layer: LayerContext, rank: number): readonly number[] {
  const given = layer.config.get('attention_axes');
  if (given === null || given === undefined) return Array.from({ length: rank - 1 }, (_, i) => i);
  const list: unknown[] = Array.isArray(given) ? given : [given];
  return list.map((axis) => (Number(axis) < 0 ? Number(axis) + rank : Number(axis) - 1));
}

interface Heads {
  /** [...free, N, T, H] with T all attending axes joined. */
  readonly value: number;
  readonly perm: readonly number[];
  /** Shape before the joining: [...free, N, ...attending, H]. */
  readonly shape: readonly number[];
}

/** [...axes, N, H] with the free axes in front, then the heads, then the attending axes as one. */
function headsFirst(layer: LayerContext, x: number, axes: readonly number[]): Heads {
  const g = layer.graph;
  const rank = g.shape(x).length;
  const free = [...Array(rank - 2).keys()].filter((axis) => !axes.includes(axis));
  const perm = [...free, rank - 2, ...axes, rank - 1];
  const moved = transpose(g, x, perm);
  const shape = g.shape(moved);
  const lead = free.length + 1;
  const steps = elementCount(shape.slice(lead, -1));
  return { value: reshape(g, moved, [...shape.slice(0, lead), steps, shape.at(-1)!]), perm, shape };
}

function headsLast(layer: LayerContext, x: number, query: Heads): number {
  const g = layer.graph;
  const shape = [...query.shape.slice(0, -1), g.shape(x).at(-1)!];
  return transpose(g, reshape(g, x, shape), invert(query.perm));
}

/** [S, V, H] to [S, U, H]: every head of key and value serves U / V heads of the query. */
function repeatHeads(layer: LayerContext, x: number): number {
  if (!layer.config.has('num_key_value_heads')) return x;
  const g = layer.graph;
  const [steps, heads, width] = g.shape(x);
  const repeats = layer.config.int('num_query_heads') / heads!;
  const open = reshape(g, x, [steps!, heads!, 1, width!]);
  return reshape(g, tile(g, open, [1, 1, repeats, 1]), [steps!, heads! * repeats, width!]);
}

function maskOf(layer: LayerContext, call: Call, query: Edge, value: Edge, key: Edge | null): number | null {
  const g = layer.graph;
  const explicit = namedMask(g, call, 'attention_mask');
  const named = (name: string, edge: Edge | null) => {
    return namedMask(g, call, name) ?? edge?.mask;
  };
  return attentionMask(g, g.shape(query.value)[0]!, g.shape(value.value)[0]!, {
    // Keras 3 takes the mask that came along with the query, whatever the call says.
    query: layer.dialect === 'keras2' ? named('query_mask', query) : query.mask,
    keys: [named('value_mask', value), named('key_mask', key)],
    causal: call.options.bool('use_causal_mask', false),
    window: layer.config.has('sliding_window') ? layer.config.int('sliding_window') : null,
    explicit: explicit === undefined ? undefined : headMask(layer, explicit),
  });
}

/** [T, S] serves all heads; [N, T, S] has one mask for each. */
function headMask(layer: LayerContext, mask: number): number {
  const rank = layer.graph.shape(mask).length;
  if (rank === 2 || rank === 3) return mask;
  throw layer.refuse(`an attention mask of rank ${rank + 1} has no translation`);
}

function noMask(layer: LayerContext, call: Call, query: Edge, value: Edge): null {
  const masked =
    query.mask !== null || value.mask !== null || namedEdge(call, 'attention_mask') !== undefined;
  if (masked || call.options.bool('use_causal_mask', false)) {
    throw layer.refuse('masks over several axes have no translation');
  }
  return null;
}

const MASKS = ['query_mask', 'value_mask', 'key_mask'] as const;
const SWITCHES = ['attention_mask', 'return_attention_scores', 'training', 'use_causal_mask'] as const;

export const MULTI_HEAD: Readonly<Record<string, LayerType>> = {
  MultiHeadAttention: attentionLayer({
    isPublic: true,
    dim: 'key_dim',
    settings: {
      ...reads('attention_axes', 'output_shape', 'sliding_window'),
      ...noEffect('the shapes of its kernels say it', 'num_heads', 'value_dim'),
      ...noEffect('the shapes of its inputs are known', 'query_shape', 'key_shape', 'value_shape'),
      ...noEffect('it only keeps float16 from overflowing', 'softmax_robust_masking'),
    },
    positions: ['query', 'value', 'key', ...MASKS, ...SWITCHES],
  }),
  GroupQueryAttention: attentionLayer({
    isPublic: false,
    dim: 'head_dim',
    settings: reads('num_query_heads', 'num_key_value_heads', 'sliding_window'),
    positions: ['query', 'value', 'key', ...MASKS, ...SWITCHES],
  }),
};
