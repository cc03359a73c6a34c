import { transpose } from '../build/moving-ops.ts';
import { binary, matmul, scaleShift, softmax } from '../build/ops.ts';
import { namedEdge } from '../context.ts';
import { noEffect, only, reads } from '../settings.ts';
import { attentionMask } from './attention-mask.ts';
import { namedMask } from './masks.ts';
import { unmasked } from './operands.ts';
import { operation } from './operation.ts';

const HEADS_FIRST = [1, 0, 2];

/** Query [T, N, D], key and value [S, N, D] with as many heads: softmax(q k scale + bias) v, head by head. */
export const DotProductAttention = operation(
  {
    ...reads('is_causal'),
    ...noEffect('it says how Keras runs, not what it computes', 'flash_attention'),
    ...only('attn_logits_soft_cap', [null], 'capped scores have no translation'),
  },
  (layer, call) => {
    const { graph: g, config } = layer;
    const [query, key, value, ...others] = call.inputs.map((edge) => edge.value);
    if (query === undefined || key === undefined || value === undefined || others.length > 0) {
      throw layer.refuse('it takes a query, a key and a value, and mask and bias by name');
    }
    const [steps, heads, depth] = g.shape(query);
    const [keys, keyHeads] = g.shape(key);
    if (keyHeads !== heads) throw layer.refuse('query and key have other numbers of heads');
    const [q, k, v] = [query, key, value].map((x) => transpose(g, x, HEADS_FIRST));
    const scale = call.options.number('scale', 1 / Math.sqrt(depth!));
    const scores = scaleShift(g, matmul(g, q!, k!, true), scale);
    const bias = namedEdge(call, 'bias');
    const biased = bias === undefined ? scores : binary(g, 'add', scores, bias.value);
    const mask = attentionMask(g, steps!, keys!, {
      causal: config.bool('is_causal', false),
      explicit: namedMask(g, call, 'mask'),
    });
    const weights = softmax(g, biased, 2, false, mask ?? undefined);
    return unmasked(transpose(g, matmul(g, weights, v!), HEADS_FIRST));
  },
  { arguments: reads('mask', 'bias', 'scale') },
);
