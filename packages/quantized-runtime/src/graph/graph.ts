/**
 * The graph: the one intermediate form of this package.
 *
 *   Keras file -> import -> Graph f32 -> fold, equalize -> Graph f32 -> quantize -> Graph a16 | a8
 *
 * One vocabulary of operators serves all three profiles. A float graph carries real-valued parameters; an
 * integer graph carries integers and the multipliers that requantize them. What each operator computes, to
 * the bit, is written in spec/operators.md.
 *
 * Shapes never hold the batch axis. Layout is channels-last. Spatial rank is 1, 2 or 3.
 */

import type { AffineNode } from './operators/affine.ts';
import type { ArgmaxNode } from './operators/argmax.ts';
import type { BinaryNode } from './operators/binary.ts';
import type { CompareNode } from './operators/compare.ts';
import type { ConcatNode } from './operators/concat.ts';
import type { ConstantNode } from './operators/constant.ts';
import type { ConvNode } from './operators/conv.ts';
import type { ConvTransposeNode } from './operators/conv-transpose.ts';
import type { DenseNode } from './operators/dense.ts';
import type { DepthwiseNode } from './operators/depthwise.ts';
import type { DetokenizeNode } from './operators/detokenize.ts';
import type { GatherNode } from './operators/gather.ts';
import type { MatmulNode } from './operators/matmul.ts';
import type { NormalizeNode } from './operators/normalize.ts';
import type { PadNode } from './operators/pad.ts';
import type { PoolNode } from './operators/pool.ts';
import type { PutNode } from './operators/put.ts';
import type { RecurrentNode } from './operators/recurrent.ts';
import type { ReduceNode } from './operators/reduce.ts';
import type { RepeatNode } from './operators/repeat.ts';
import type { RequantizeNode } from './operators/requantize.ts';
import type { ReshapeNode } from './operators/reshape.ts';
import type { ResizeNode } from './operators/resize.ts';
import type { SelectNode } from './operators/select.ts';
import type { SliceNode } from './operators/slice.ts';
import type { SoftmaxNode } from './operators/softmax.ts';
import type { TakeNode } from './operators/take.ts';
import type { TileNode } from './operators/tile.ts';
import type { TokenizeNode } from './operators/tokenize.ts';
import type { TransposeNode } from './operators/transpose.ts';
import type { UnaryNode } from './operators/unary.ts';
import type { UntilNode } from './operators/until.ts';
import type { UnaryFn } from './unary-functions.ts';
import type { Profile, Tensor, Value } from './values.ts';

/**
 * Where numbers enter the graph. A real number x enters as
 * `clamp(floor((x - offset) / scale + 1/2) + zero)`; `scale` and `offset` hold one number, or one for each
 * index of the last axis (so that features of very different ranges, or a leading Normalization, cost
 * nothing). In `f32`, x enters as `fround(x)` and scale, offset are [1], [0].
 * `index` inputs are whole numbers in [0, limit). `text` inputs are the bytes of a text and 0xff from its end on
 * (rule N14); `tokenize` alone reads them.
 */
export interface InputPort {
  readonly name: string;
  readonly value: number;
  readonly kind: 'real' | 'index' | 'text';
  readonly scale: readonly number[];
  readonly offset: readonly number[];
  /** Number of admissible indices for `index` inputs; 0 for all others. */
  readonly limit: number;
}

/**
 * Where numbers leave the graph, as `(q - zero) * scale` of the value. A text leaves where `detokenize` wrote the value
 * (rule O9).
 */
export interface OutputPort {
  readonly name: string;
  readonly value: number;
}

/** One operator with its operands. Every operator has a file in operators/, which begins with its node's type. */
export type Node =
  | DenseNode
  | ConvNode
  | DepthwiseNode
  | ConvTransposeNode
  | PoolNode
  | BinaryNode
  | AffineNode
  | RequantizeNode
  | UnaryNode
  | SoftmaxNode
  | NormalizeNode
  | ReduceNode
  | MatmulNode
  | GatherNode
  | ReshapeNode
  | TransposeNode
  | PadNode
  | SliceNode
  | ConcatNode
  | TileNode
  | ConstantNode
  | ResizeNode
  | SelectNode
  | CompareNode
  | RecurrentNode
  | TokenizeNode
  | ArgmaxNode
  | DetokenizeNode
  | RepeatNode
  | UntilNode
  | TakeNode
  | PutNode;

export type Op = Node['op'];
export type NodeOf<O extends Op> = Extract<Node, { op: O }>;
/** What makes a network generate, step by step: put around a network when it is quantized (rule O10). */
export type LoopOp = 'repeat' | 'until' | 'take' | 'put';

export interface Graph {
  readonly profile: Profile;
  readonly values: readonly Value[];
  /** Topological order: a node reads only ports and outputs of earlier nodes. */
  readonly nodes: readonly Node[];
  readonly inputs: readonly InputPort[];
  readonly outputs: readonly OutputPort[];
  readonly tensors: ReadonlyMap<string, Tensor>;
}

export type * from './node.ts';
export type * from './values.ts';
export type {
  AffineNode,
  ArgmaxNode,
  BinaryNode,
  CompareNode,
  ConcatNode,
  ConstantNode,
  ConvNode,
  ConvTransposeNode,
  DenseNode,
  DepthwiseNode,
  DetokenizeNode,
  GatherNode,
  MatmulNode,
  NormalizeNode,
  PadNode,
  PoolNode,
  PutNode,
  RecurrentNode,
  ReduceNode,
  RepeatNode,
  RequantizeNode,
  ReshapeNode,
  ResizeNode,
  SelectNode,
  SliceNode,
  SoftmaxNode,
  TakeNode,
  TileNode,
  TokenizeNode,
  TransposeNode,
  UnaryFn,
  UnaryNode,
  UntilNode,
};
