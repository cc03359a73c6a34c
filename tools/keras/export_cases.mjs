// Imports every network of the fixtures and exports it again, for check_export.py. Needs a build.
//
//   node tools/keras/export_cases.mjs OUT_FOLDER
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exportKeras, importKeras } from '../../packages/quantized-runtime/dist/workshop.js';
import { unzipSync } from '../../packages/quantized-runtime/node_modules/fflate/esm/index.mjs';

const fixtures = fileURLToPath(new URL('../../packages/quantized-runtime/fixtures/keras', import.meta.url));
const out = process.argv[2];
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
    const network = await importKeras(bytes);
    writeFileSync(join(folder, name.replace(/\.[a-z0-9]+$/, '.keras')), await exportKeras(network));
  }
}
