import { elementCount } from '@evm-ml/quantized-runtime';
import type { Runner } from './engine.ts';
import { graphToOnnx, toChannelsFirst } from './graph-to-onnx.ts';
import type { BenchNetwork } from './network-builder.ts';
import { permute } from './permute.ts';

/** What onnxruntime-node and onnxruntime-web share. */
type Onnxruntime = typeof import('onnxruntime-node') | typeof import('onnxruntime-web');

/**
 * A session with one thread and every graph optimization, for as many examples as `input` holds. `provider`: `cpu`
 * (native) or `wasm`.
 */
export async function prepareOnnxruntime(
  ort: Onnxruntime,
  provider: 'cpu' | 'wasm',
  network: BenchNetwork,
  input: Float32Array,
): Promise<Runner> {
  const { graph, name } = network;
  const { shape } = graph.values[graph.inputs[0]!.value]!;
  const batch = input.length / elementCount(shape);
  const session = await ort.InferenceSession.create(graphToOnnx(name, graph, batch), {
    executionProviders: [provider],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
  });
  const channelsFirst = shape.length === 3 ? permute(input, [batch, ...shape], [0, 3, 1, 2]) : input;
  const feeds = {
    [session.inputNames[0]!]: new ort.Tensor('float32', channelsFirst, toChannelsFirst(shape, batch)),
  };
  const outputName = session.outputNames[0]!;
  let result = new Float32Array();
  return {
    async run() {
      const outputs = await session.run(feeds);
      result = outputs[outputName]!.data as Float32Array<ArrayBuffer>;
    },
    output: () => result,
  };
}
