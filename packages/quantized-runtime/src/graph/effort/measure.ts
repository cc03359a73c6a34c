import type { Node, NodeOf, Op } from '../graph.ts';
import { type Effort, type Measure, NO_EFFORT, type Shapes } from './effort.ts';
import * as elementwise from './elementwise.ts';
import * as linear from './linear.ts';
import * as moving from './moving.ts';

const nothing: Measure<Node> = () => NO_EFFORT;

const MEASURES: { readonly [O in Op]: Measure<NodeOf<O>> } = {
  dense: linear.dense,
  conv: linear.conv,
  depthwise: linear.depthwise,
  convTranspose: linear.convTranspose,
  matmul: linear.matmul,
  recurrent: linear.recurrent,
  binary: elementwise.broadcast,
  select: elementwise.broadcast,
  affine: elementwise.affine,
  requantize: elementwise.channels,
  unary: elementwise.pointwise,
  softmax: elementwise.rows,
  normalize: elementwise.rows,
  reduce: elementwise.reduce,
  compare: elementwise.compare,
  pool: moving.pool,
  resize: moving.resize,
  transpose: moving.transpose,
  pad: moving.pad,
  slice: moving.slice,
  concat: moving.concat,
  tile: moving.tile,
  gather: moving.gather,
  // Their data is where it should be before a run begins.
  reshape: nothing,
  constant: nothing,
};

/** The effort of one node for one example. */
export function effortOf(node: Node, shapes: Shapes): Effort {
  // The table's entry for node.op takes exactly this node: an index by a generic loses that pairing.
  return (MEASURES[node.op] as Measure<Node>)(node, shapes);
}
