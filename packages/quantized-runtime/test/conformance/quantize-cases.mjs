// node quantize-cases.mjs WORKSHOP CASES: converts every Keras file of CASES in both integer profiles with the compiled
// WORKSHOP and prints the SHA-256 of all artefacts. Its own process, so that any engine can be asked.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [workshop, cases] = process.argv.slice(2);
const { encodeNetwork, importKeras, quantize } = await import(pathToFileURL(workshop).href);
const hash = createHash('sha256');
for (const { file, samples } of JSON.parse(readFileSync(cases, 'utf8'))) {
  const network = await importKeras(new Uint8Array(Buffer.from(file, 'base64')));
  const inputs = samples?.map((data) => Float32Array.from(data));
  for (const profile of ['a16', 'a8']) {
    const quantized = await quantize(network, inputs, { profile });
    const { model, origin } = encodeNetwork(quantized.network);
    hash.update(model).update(origin);
  }
}
console.log(hash.digest('hex'));
