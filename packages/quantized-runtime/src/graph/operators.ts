import type { Node, NodeOf, Op } from './graph.ts';
import type { Operator } from './operator.ts';
import { affine } from './operators/affine.ts';
import { argmax } from './operators/argmax.ts';
import { binary } from './operators/binary.ts';
import { compare } from './operators/compare.ts';
import { concat } from './operators/concat.ts';
import { constant } from './operators/constant.ts';
import { conv } from './operators/conv.ts';
import { convTranspose } from './operators/conv-transpose.ts';
import { dense } from './operators/dense.ts';
import { depthwise } from './operators/depthwise.ts';
import { detokenize } from './operators/detokenize.ts';
import { gather } from './operators/gather.ts';
import { matmul } from './operators/matmul.ts';
import { normalize } from './operators/normalize.ts';
import { pad } from './operators/pad.ts';
import { pool } from './operators/pool.ts';
import { put } from './operators/put.ts';
import { recurrent } from './operators/recurrent.ts';
import { reduce } from './operators/reduce.ts';
import { repeat } from './operators/repeat.ts';
import { requantize } from './operators/requantize.ts';
import { reshape } from './operators/reshape.ts';
import { resize } from './operators/resize.ts';
import { select } from './operators/select.ts';
import { slice } from './operators/slice.ts';
import { softmax } from './operators/softmax.ts';
import { take } from './operators/take.ts';
import { tile } from './operators/tile.ts';
import { tokenize } from './operators/tokenize.ts';
import { transpose } from './operators/transpose.ts';
import { unary } from './operators/unary.ts';
import { until } from './operators/until.ts';

/** Every operator's record. What is true of all operators is derived from this table. */
export const OPERATORS = {
  dense,
  conv,
  depthwise,
  convTranspose,
  pool,
  binary,
  affine,
  requantize,
  unary,
  softmax,
  normalize,
  reduce,
  matmul,
  gather,
  reshape,
  transpose,
  pad,
  slice,
  concat,
  tile,
  constant,
  resize,
  select,
  compare,
  recurrent,
  tokenize,
  argmax,
  detokenize,
  repeat,
  until,
  take,
  put,
} satisfies { readonly [O in Op]: Operator<NodeOf<O>> };

/** The record of a node's operator. */
export function operatorOf<N extends Node>(node: N): Operator<N> {
  // The table's entry for node.op takes exactly this node: an index by a generic loses that pairing.
  return OPERATORS[node.op] as unknown as Operator<N>;
}
