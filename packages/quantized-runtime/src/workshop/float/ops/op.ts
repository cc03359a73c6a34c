import type * as tf from '@tensorflow/tfjs-core';
import * as core from '@tensorflow/tfjs-core';
import type { Clamp, Node, NodeOf, Op, Shape } from '../../../graph/graph.ts';

/** What an operator sees: its node, its inputs [batch, ...shape], its constants, the shapes of its outputs. */
export interface OpCall<N extends Node> {
  readonly node: N;
  readonly inputs: readonly tf.Tensor[];
  readonly param: (name: string) => tf.Tensor;
  readonly batch: number;
  readonly shapes: readonly Shape[];
}

export type OpFn<O extends Op> = (call: OpCall<NodeOf<O>>) => tf.Tensor[];

/** A node's fused clamp. */
export function clamp(x: tf.Tensor, { min, max }: Clamp): tf.Tensor {
  const floored = min === null ? x : core.maximum(x, min);
  return max === null ? floored : core.minimum(floored, max);
}

/** Inserts axes of size 1 after the batch until the tensor has `rank` axes. */
export function alignRank(x: tf.Tensor, rank: number): tf.Tensor {
  if (x.rank >= rank) return x;
  const [batch, ...rest] = x.shape;
  return core.reshape(x, [batch!, ...new Array<number>(rank - x.rank).fill(1), ...rest]);
}

export function alignRanks(tensors: readonly tf.Tensor[]): tf.Tensor[] {
  const rank = Math.max(...tensors.map((x) => x.rank));
  return tensors.map((x) => alignRank(x, rank));
}

/** Every step-th cell of an axis, from the first one on. Unlike stridedSlice it has a gradient. */
export function everyStep(x: tf.Tensor, axis: number, step: number): tf.Tensor {
  return step === 1 ? x : core.gather(x, core.range(0, x.shape[axis]!, step, 'int32'), axis);
}
