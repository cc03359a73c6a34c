import { createRequire } from 'node:module';
import path from 'node:path';
import type { Clamp, NodeOf, Op } from '@evm-ml/quantized-runtime';
import { elementCount } from '@evm-ml/quantized-runtime';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import type { Runner } from './engine.ts';
import type { BenchNetwork } from './network-builder.ts';

type FusedActivation = 'linear' | 'relu' | 'relu6';

function fusedActivation({ min, max }: Clamp): FusedActivation {
  return min === null ? 'linear' : max === null ? 'relu' : 'relu6';
}

/** Runs one node; weights were uploaded before. */
type Apply = (x: tf.Tensor) => tf.Tensor;
type Translate<O extends Op> = (node: NodeOf<O>, tensor: (name: string) => tf.Tensor) => Apply;

/** The bench's networks pad either nothing or as Keras's `same`. */
const pad = (node: NodeOf<'conv'> | NodeOf<'depthwise'>) =>
  node.padding.flat().some(Boolean) ? 'same' : 'valid';

const translateDense: Translate<'dense'> = (node, tensor) => {
  const b = tensor(node.params.kernel) as tf.Tensor2D;
  const bias = tensor(node.params.bias!);
  const activation = fusedActivation(node);
  return (a) => tf.fused.matMul({ a: a as tf.Tensor2D, b, bias, activation });
};

const translateConv: Translate<'conv'> = (node, tensor) => {
  const filter = tensor(node.params.kernel) as tf.Tensor4D;
  const bias = tensor(node.params.bias!);
  const activation = fusedActivation(node);
  const [strideY, strideX] = node.strides as [number, number];
  return (x) =>
    tf.fused.conv2d({
      x: x as tf.Tensor4D,
      filter,
      strides: [strideY, strideX],
      pad: pad(node),
      bias,
      activation,
    });
};

const translateDepthwise: Translate<'depthwise'> = (node, tensor) => {
  const filter = tensor(node.params.kernel) as tf.Tensor4D;
  const bias = tensor(node.params.bias!);
  const activation = fusedActivation(node);
  const [strideY, strideX] = node.strides as [number, number];
  return (x) =>
    tf.fused.depthwiseConv2d({
      x: x as tf.Tensor4D,
      filter,
      strides: [strideY, strideX],
      pad: pad(node),
      bias,
      activation,
    });
};

const translatePool: Translate<'pool'> = (node) => {
  const [height, width] = node.size as [number, number];
  const [strideY, strideX] = node.strides as [number, number];
  return (x) => tf.maxPool(x as tf.Tensor4D, [height, width], [strideY, strideX], 'valid');
};

const translators: { readonly [O in Op]?: Translate<O> } = {
  dense: translateDense,
  conv: translateConv,
  depthwise: translateDepthwise,
  pool: translatePool,
  reduce: (node) => (x) =>
    tf.mean(
      x,
      node.axes.map((axis) => axis + 1),
    ),
  reshape: () => (x) => tf.reshape(x, [x.shape[0]!, -1]),
  softmax: () => (x) => tf.softmax(x),
};

function translateNode<O extends Op>(node: NodeOf<O>, tensor: (name: string) => tf.Tensor): Apply {
  const translate = translators[node.op as O];
  if (translate === undefined) throw new Error(`the bench cannot run ${node.op} (${node.layer}) in tfjs`);
  return translate(node, tensor);
}

const require = createRequire(import.meta.url);
let configured = false;

function configureWasm(): void {
  if (configured) return;
  configured = true;
  const folder = path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  setWasmPaths(`${path.join(folder, 'dist')}${path.sep}`);
  setThreadsCount(1);
}

/** The network by fused tfjs operators on one backend, for as many examples as `input` holds; the result is read back with dataSync. */
export async function prepareTfjs(
  backend: 'cpu' | 'wasm',
  network: BenchNetwork,
  input: Float32Array,
): Promise<Runner & { enter(): Promise<void> }> {
  configureWasm();
  await tf.setBackend(backend);
  const { graph } = network;
  const tensor = (name: string) => {
    const { data, shape } = graph.tensors.get(name)!;
    return tf.tensor(data as Float32Array, [...shape]);
  };
  const chain = graph.nodes.map((node) => {
    return translateNode(node, tensor);
  });
  const { shape } = graph.values[graph.inputs[0]!.value]!;
  const batch = input.length / elementCount(shape);
  let result = new Float32Array();
  return {
    /** tfjs has one current backend for the whole process. */
    async enter() {
      await tf.setBackend(backend);
    },
    run() {
      const output = tf.tidy(() => {
        let x = tf.tensor(input, [batch, ...shape]);
        for (const apply of chain) x = apply(x);
        return x;
      });
      result = output.dataSync() as Float32Array<ArrayBuffer>;
      output.dispose();
    },
    output: () => result,
  };
}
