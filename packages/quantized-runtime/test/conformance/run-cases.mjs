// node [V8 flags] run-cases.mjs RUNTIME CASES: runs every case of CASES on the wasm backend of the compiled RUNTIME
// and prints the SHA-256 of all outputs. Its own process, because compiler tiers are chosen when V8 starts.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [runtime, cases] = process.argv.slice(2);
const { loadModel } = await import(pathToFileURL(runtime).href);
const hash = createHash('sha256');
for (const { artefact, input, batch } of JSON.parse(readFileSync(cases, 'utf8'))) {
  const model = loadModel(new Uint8Array(Buffer.from(artefact, 'base64')));
  hash.update(model.run(new Uint8Array(Buffer.from(input, 'base64')), batch));
}
console.log(hash.digest('hex'));
