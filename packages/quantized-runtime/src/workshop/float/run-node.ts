import * as tf from '@tensorflow/tfjs-core';
import { elementCount } from '../../graph/element-types.ts';
import '@tensorflow/tfjs-backend-cpu';
import { InputError } from '../../errors.ts';
import type { Graph, Node } from '../../graph/graph.ts';
import { runOp } from './ops/index.ts';

/** Starts TensorFlow.js. */
export async function selectBackend(name: 'cpu' | 'wasm'): Promise<void> {
  if (tf.getBackend() === name) return;
  if (name === 'wasm') await import('@tensorflow/tfjs-backend-wasm');
  // Tells TensorFlow.js not to advertise its native package on standard error.
  tf.env().set('PROD', true);
  if (!(await tf.setBackend(name))) throw new Error(`TensorFlow.js cannot start its ${name} backend`);
}

/** The inputs of a batch as tensors, by value. Throws InputError where they do not fit. */
export function feed(graph: Graph, inputs: readonly Float32Array[], batch: number): Map<number, tf.Tensor> {
  if (inputs.length !== graph.inputs.length) {
    throw new InputError(
      'wrong-input-count',
      `The network has ${graph.inputs.length} inputs, and ${inputs.length} were given.`,
    );
  }
  const live = new Map<number, tf.Tensor>();
  graph.inputs.forEach((port, i) => {
    const { shape, type } = graph.values[port.value]!;
    const full = [batch, ...shape];
    const expected = elementCount(full);
    const given = inputs[i]!;
    if (given.length !== expected) {
      throw new InputError(
        'wrong-input-length',
        `Input "${port.name}" of ${batch} examples needs ${expected} numbers, and ${given.length} were given.`,
      );
    }
    live.set(port.value, tf.tensor(given, full, type === 'i32' ? 'int32' : 'float32'));
  });
  return live;
}

/** Runs one node: reads its inputs from `live` and adds its outputs. `constants` keeps what was made of parameters. */
export function runNode(
  graph: Graph,
  node: Node,
  live: Map<number, tf.Tensor>,
  constants: Map<string, tf.Tensor>,
  batch: number,
): void {
  const results = tf.tidy(() => {
    const param = (name: string): tf.Tensor => {
      const known = constants.get(name);
      if (known !== undefined) return known;
      const { shape, data } = graph.tensors.get(name)!;
      const made = tf.keep(tf.tensor(Float32Array.from(data), [...shape], 'float32'));
      constants.set(name, made);
      return made;
    };
    const shapes = node.outputs.map((output) => graph.values[output]!.shape);
    return runOp({
      node,
      inputs: node.inputs.map((input) => live.get(input)!),
      param,
      batch,
      shapes,
    }).map((result) => tf.clone(result));
  });
  node.outputs.forEach((output, i) => {
    const result = results[i];
    if (result !== undefined) live.set(output, result);
  });
}
