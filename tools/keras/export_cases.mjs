// Imports every network of the fixtures and exports it again, for check_export.py. Needs a build.
// With a profile, the network becomes an artefact in between; networks that have no integer form are left out.
//
//   node tools/keras/export_cases.mjs OUT_FOLDER [a16 | a8]
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  decodeNetwork,
  encodeNetwork,
  exportKeras,
  importKeras,
  QuantizeError,
  quantize,
} from '../../packages/quantized-runtime/dist/workshop/index.js';
import { unzipSync } from '../../packages/quantized-runtime/node_modules/fflate/esm/index.mjs';

const fixtures = fileURLToPath(new URL('../../packages/quantized-runtime/fixtures/keras', import.meta.url));
const [out, profile] = process.argv.slice(2);
if (out === undefined) throw new Error('usage: node tools/keras/export_cases.mjs OUT_FOLDER');

for (const bundle of readdirSync(fixtures).filter((name) => name.endsWith('.zip'))) {
  const folder = join(out, bundle.replace(/\.zip$/, ''));
  mkdirSync(folder, { recursive: true });
  const files = unzipSync(readFileSync(join(fixtures, bundle)));
  for (const [name, bytes] of Object.entries(files)) {
    if (name.endsWith('.json')) {
      writeFileSync(join(folder, name), bytes);
      continue;
    }
    const stem = name.replace(/\.[a-z0-9]+$/, '');
    const network = await importKeras(bytes);
    const exported = profile === undefined ? network : await throughArtefact(network, files[`${stem}.json`]);
    if (exported !== null) writeFileSync(join(folder, `${stem}.keras`), await exportKeras(exported));
  }
}

async function throughArtefact(network, json) {
  const { inputs } = JSON.parse(new TextDecoder().decode(json));
  const only = Object.values(inputs);
  const samples = network.graph.inputs.map((port) => decode(only.length === 1 ? only[0] : inputs[port.name]));
  try {
    const quantized = await quantize(network, samples, { profile });
    return decodeNetwork(encodeNetwork(quantized.network));
  } catch (error) {
    if (error instanceof QuantizeError) return null;
    throw error;
  }
}

function decode(text) {
  const bytes = Buffer.from(text, 'base64');
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
}
