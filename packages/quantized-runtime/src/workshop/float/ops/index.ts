import type * as tf from '@tensorflow/tfjs-core';
import type { LoopOp, Node, Op } from '../../../graph/graph.ts';
import { conv, convTranspose, depthwise } from './conv.ts';
import { detokenize } from './detokenize.ts';
import { affine, binary, compare, select, softmax, unary } from './elementwise.ts';
import { dense, gather, matmul } from './linear.ts';
import { concat, constant, pad, reshape, slice, tile, transpose } from './move.ts';
import { argmax, normalize, reduce } from './normalize.ts';
import type { OpCall, OpFn } from './op.ts';
import { pool } from './pool.ts';
import { recurrent } from './recurrent.ts';
import { resize } from './resize.ts';
import { tokenize } from './tokenize.ts';

const TABLE: { readonly [O in Exclude<Op, 'requantize' | LoopOp>]: OpFn<O> } = {
  affine,
  argmax,
  binary,
  compare,
  concat,
  constant,
  conv,
  convTranspose,
  dense,
  depthwise,
  detokenize,
  gather,
  matmul,
  normalize,
  pad,
  pool,
  recurrent,
  reduce,
  reshape,
  resize,
  select,
  slice,
  softmax,
  tile,
  tokenize,
  transpose,
  unary,
};

/** Runs one node with TensorFlow.js. */
export function runOp(call: OpCall<Node>): tf.Tensor[] {
  const { op } = call.node;
  if (op === 'requantize') throw new RangeError('requantize belongs to integer graphs');
  if (op === 'repeat' || op === 'until' || op === 'take' || op === 'put')
    throw new RangeError('a network is evaluated before it is made to generate');
  // The table pairs every operator with the function for its own nodes.
  const run = TABLE[op] as (call: OpCall<Node>) => tf.Tensor[];
  return run(call);
}
