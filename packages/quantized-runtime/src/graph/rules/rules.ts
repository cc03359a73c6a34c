import type { Node, NodeOf, Op } from '../graph.ts';
import type { Interval, Rule, RuleContext } from './context.ts';
import { binary, compare, select, softmax, unary } from './elementwise.ts';
import { affine, conv, convTranspose, dense, matmul, requantize } from './linear.ts';
import { constant, gather, moving, pad, resize } from './moving.ts';
import { recurrent } from './recurrent.ts';
import { normalize, pool, reduce } from './reducing.ts';

const RULES: { readonly [O in Op]: Rule<NodeOf<O>> } = {
  dense,
  conv,
  depthwise: conv,
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
  reshape: moving,
  transpose: moving,
  pad,
  slice: moving,
  concat: moving,
  tile: moving,
  constant,
  resize,
  select,
  compare,
  recurrent,
};

/** Checks one node by its operator's rule; returns where the elements of its outputs lie. */
export function checkNode<N extends Node>(node: N, context: RuleContext): readonly Interval[] {
  // The table's entry for node.op takes exactly this node: an index by a generic loses that pairing.
  return (RULES[node.op] as Rule<N>)(node, context);
}
