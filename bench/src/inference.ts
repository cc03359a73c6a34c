import * as ortNode from 'onnxruntime-node';
import * as ortWeb from 'onnxruntime-web';
import { measure } from './inference/measure.ts';
import { NETWORKS } from './inference/networks.ts';
import { prepareOnnxruntime } from './inference/onnxruntime.ts';
import { createRandom } from './inference/random.ts';
import { prepareTfjs } from './inference/tfjs.ts';

ortWeb.env.wasm.numThreads = 1;
for (const create of Object.values(NETWORKS)) {
  const network = create();
  const { graph } = network;
  const random = createRandom(7);
  const input = Float32Array.from(
    { length: graph.values[0]!.shape.reduce((a, b) => a * b, 1) },
    () => random.uniform(),
  );
  const c = [
    { engine: 'onnxruntime-node', ...(await prepareOnnxruntime(ortNode, 'cpu', network, input)) },
    { engine: 'onnxruntime-web', ...(await prepareOnnxruntime(ortWeb, 'wasm', network, input)) },
    { engine: 'tfjs-wasm', ...(await prepareTfjs('wasm', network, input)) },
  ];
  if (network.macs < 2e7) c.push({ engine: 'tfjs-cpu', ...(await prepareTfjs('cpu', network, input)) });
  const t = await measure(c, { rounds: 20, sampleMilliseconds: 20, warmUpMilliseconds: 300 }, () => {});
  console.log(network.name, network.macs, t);
  for (const x of c) console.log(x.engine, x.output().slice(0, 4));
}
