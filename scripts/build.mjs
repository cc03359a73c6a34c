#!/usr/bin/env node
// Generates what is built from source (WASM kernels, contracts' bytecode), then compiles TypeScript and bundles the page.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const generators = [
  'packages/quantized-runtime/scripts/generate.mjs',
  'packages/evm-ml/scripts/generate.mjs',
  'packages/node/scripts/generate.mjs',
];

for (const args of [
  ...generators.filter((file) => existsSync(join(root, file))).map((file) => [file]),
  ['node_modules/typescript/bin/tsc', '-b'],
  ['packages/explorer/scripts/build.mjs'],
]) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
