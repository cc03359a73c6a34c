// Saves small networks with TensorFlow.js itself, and bundles them with the outputs that it gives.
//
//   npm install --prefix FOLDER @tensorflow/tfjs-layers@4.22.0 @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0
//   node tools/keras/make_tfjs_fixtures.mjs FOLDER
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { strToU8, zipSync } from '../../packages/quantized-runtime/node_modules/fflate/esm/index.mjs';

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: node tools/keras/make_tfjs_fixtures.mjs FOLDER');
const require = createRequire(join(resolve(folder), 'package.json'));
const tf = require('@tensorflow/tfjs-core');
require('@tensorflow/tfjs-backend-cpu');
const { layers, sequential, input, model } = require('@tensorflow/tfjs-layers');

const BATCH = 3;
const SHARD = 200;
const when = { mtime: new Date(1980, 0, 1), level: 9 };
const bundle = {};

let seed = 7;
function random() {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return seed / 2147483648 - 0.5;
}

function randomTensor(shape) {
  return tf.tensor(
    Array.from({ length: shape.reduce((p, s) => p * s, 1) }, () => 2 * random()),
    shape,
  );
}

function base64(tensor) {
  return Buffer.from(Float32Array.from(tensor.dataSync()).buffer).toString('base64');
}

/** `quantize`: undefined, or what the converter of TensorFlow.js writes: uint8, uint16, float16. */
async function add(name, network, quantize) {
  network.setWeights(
    network.getWeights().map((weight, i) => {
      const values = randomTensor(weight.shape);
      return network.weights[i].name.includes('variance') ? tf.add(tf.abs(values), 0.1) : values;
    }),
  );
  let saved;
  await network.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  const { specs, bytes, restored } = quantizeWeights(saved, quantize);
  if (restored !== undefined) network.setWeights(restored);
  const inputs = network.inputs.map((x) => randomTensor([BATCH, ...x.shape.slice(1)]));
  const outputs = [network.predict(inputs.length === 1 ? inputs[0] : inputs)].flat();
  const paths = [];
  const files = {};
  for (let i = 0; i * SHARD < bytes.length; i++) {
    const path = `group1-shard${i + 1}.bin`;
    paths.push(path);
    files[path] = bytes.subarray(i * SHARD, (i + 1) * SHARD);
  }
  const json = {
    format: 'layers-model',
    generatedBy: saved.generatedBy,
    convertedBy: null,
    modelTopology: saved.modelTopology,
    weightsManifest: [{ paths, weights: specs }],
  };
  bundle[`${name}.zip`] = zipSync(
    { 'model.json': strToU8(JSON.stringify(json)), ...files },
    { ...when, level: 0 },
  );
  bundle[`${name}.json`] = strToU8(
    JSON.stringify({
      batch: BATCH,
      inputs: Object.fromEntries(network.inputs.map((x, i) => [x.name, base64(inputs[i])])),
      outputs: outputs.map(base64),
    }),
  );
}

function quantizeWeights(saved, mode) {
  const specs = saved.weightSpecs;
  const data = new Uint8Array(saved.weightData);
  if (mode === undefined) return { specs, bytes: data };
  let offset = 0;
  const parts = [];
  const restored = [];
  const quantized = specs.map((spec) => {
    const count = spec.shape.reduce((p, s) => p * s, 1);
    const values = new Float32Array(
      data.buffer.slice(data.byteOffset + offset, data.byteOffset + offset + 4 * count),
    );
    offset += 4 * count;
    const [min, max] = [Math.min(...values), Math.max(...values)];
    const levels = mode === 'uint8' ? 255 : 65535;
    const scale = (max - min) / levels || 1;
    const Ints = mode === 'uint8' ? Uint8Array : Uint16Array;
    const q = Ints.from(values, (v) => Math.round((v - min) / scale));
    parts.push(Buffer.from(q.buffer));
    restored.push(
      tf.tensor(
        Float32Array.from(q, (v) => v * scale + min),
        spec.shape,
      ),
    );
    return { ...spec, quantization: { dtype: mode, scale, min, original_dtype: 'float32' } };
  });
  return { specs: quantized, bytes: new Uint8Array(Buffer.concat(parts)), restored };
}

const mlp = () =>
  sequential({
    layers: [
      layers.dense({ units: 6, activation: 'relu', inputShape: [5] }),
      layers.batchNormalization(),
      layers.dropout({ rate: 0.2 }),
      layers.dense({ units: 3, activation: 'softmax' }),
    ],
  });

await add('mlp', mlp());
await add('mlp_uint8', mlp(), 'uint8');
await add('mlp_uint16', mlp(), 'uint16');
await add(
  'convnet',
  sequential({
    layers: [
      layers.conv2d({ filters: 3, kernelSize: 3, strides: 2, padding: 'same', inputShape: [7, 6, 2] }),
      layers.leakyReLU({ alpha: 0.2 }),
      layers.depthwiseConv2d({ kernelSize: 2, depthMultiplier: 2 }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.flatten(),
      layers.dense({ units: 2 }),
    ],
  }),
);
await add(
  'hard_sigmoid',
  sequential({ layers: [layers.dense({ units: 4, activation: 'hardSigmoid', inputShape: [3] })] }),
);
await add(
  'recurrent',
  sequential({
    layers: [
      layers.bidirectional({
        layer: layers.lstm({ units: 3, returnSequences: true, recurrentInitializer: 'glorotNormal' }),
        mergeMode: 'concat',
        inputShape: [4, 2],
      }),
      layers.gru({ units: 2, resetAfter: false, recurrentInitializer: 'glorotNormal' }),
    ],
  }),
);
const a = input({ shape: [4], name: 'a' });
const b = input({ shape: [4], name: 'b' });
const shared = layers.dense({ units: 3, activation: 'tanh' });
const inner = sequential({ layers: [layers.dense({ units: 2, inputShape: [3] })], name: 'inner' });
const [left, right] = [inner.apply(shared.apply(a)), inner.apply(shared.apply(b))];
await add('functional', model({ inputs: [a, b], outputs: [layers.add().apply([left, right]), left] }));

const target = fileURLToPath(
  new URL('../../packages/quantized-runtime/fixtures/keras/tfjs.zip', import.meta.url),
);
writeFileSync(target, zipSync(bundle, when));
console.log(`tfjs.zip: ${Object.keys(bundle).length / 2} cases`);
