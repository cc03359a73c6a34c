import * as tf from '@tensorflow/tfjs-core';
import { RuntimeError } from '../../errors.ts';
import type { Graph } from '../../graph/graph.ts';
import { feed, runNode, selectBackend } from './run-node.ts';

/** The float graph has an operator through which nothing can be differentiated. */
export class GradientError extends RuntimeError<'no-gradient'> {
  override readonly name = 'GradientError';
}

/**
 * How a weighted sum of the outputs of an f32 graph changes with its inputs: for each port the gradient
 * [batch, ...shape]. `weights` holds one number for each output [batch, outputs of all ports].
 * Throws GradientError, and InputError when an input's length does not fit.
 */
export async function pullBack(
  graph: Graph,
  inputs: readonly Float32Array[],
  batch: number,
  weights: Float32Array,
): Promise<Float32Array[]> {
  if (graph.profile !== 'f32') throw new RangeError(`pullBack runs f32 graphs, not ${graph.profile}`);
  await selectBackend('cpu');
  // In Node its core comes without gradients; this package registers all of them when it is loaded.
  await import('@tensorflow/tfjs-layers');
  return tf.tidy(() => {
    const fed = feed(graph, inputs, batch);
    const ports = graph.inputs.map(({ value }) => fed.get(value)!);
    const run = (...given: tf.Tensor[]) => {
      const live = new Map(graph.inputs.map(({ value }, i) => [value, given[i]!]));
      const constants = new Map<string, tf.Tensor>();
      for (const node of graph.nodes) runNode(graph, node, live, constants, batch);
      const outputs = graph.outputs.map(({ value }) => tf.reshape(live.get(value)!, [batch, -1]));
      for (const constant of constants.values()) kept.push(constant);
      return tf.sum(tf.mul(tf.concat(outputs, 1), tf.tensor(weights, [batch, weights.length / batch])));
    };
    const kept: tf.Tensor[] = [];
    try {
      return tf
        .grads(run)(ports)
        .map((gradient) => Float32Array.from(gradient.dataSync()));
    } catch (error) {
      const operator = /gradient (?:function )?not found for (\w+)/i.exec(String(error))?.[1];
      if (operator === undefined) throw error;
      throw new GradientError(
        'no-gradient',
        `The network computes ${operator}, which has no gradient: attack it by queries alone.`,
      );
    } finally {
      tf.dispose(kept);
    }
  });
}
