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
  await registerGradients();
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
      throw toGradientError(error);
    } finally {
      tf.dispose(kept);
    }
  });
}

/** Comparisons step: what they choose between has slopes, they have none. */
const STEPS = ['Greater', 'Less', 'LessEqual', 'Equal', 'NotEqual', 'LogicalAnd', 'LogicalOr', 'LogicalNot'];

async function registerGradients(): Promise<void> {
  // In Node the core comes without gradients; this package registers all of them when it is loaded.
  await import('@tensorflow/tfjs-layers');
  for (const kernelName of STEPS) {
    if (tf.getGradient(kernelName) !== undefined) continue;
    const inputsToSave = kernelName === 'LogicalNot' ? ['x'] : ['a', 'b'];
    const gradFunc: tf.GradFunc = (_, saved) =>
      Object.fromEntries(inputsToSave.map((name, i) => [name, () => tf.zeros(saved[i]!.shape)]));
    tf.registerGradient({ kernelName, inputsToSave, gradFunc });
  }
}

/** TensorFlow.js says in words alone what it cannot differentiate. */
function toGradientError(error: unknown): unknown {
  const message = error instanceof Error ? error.message : '';
  const operator = /gradient (?:function )?not found for (\w+)/i.exec(message)?.[1];
  const limit = /^Error in gradient (?:of|for) ([^:]+): ([^.]+)/.exec(message);
  if (operator === undefined && limit === null) return error;
  const what = operator ?? `${limit![1]} as this network has it`;
  return new GradientError(
    'no-gradient',
    `TensorFlow.js has no gradient of ${what}: attack the network by queries alone.`,
    { cause: error },
  );
}
