#!/usr/bin/env node
// generate (WASM kernels, Solidity bytecode), then compile TypeScript.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const generators = [
  'packages/quantized-runtime/scripts/generate.mjs',
  'packages/evm-ml/scripts/generate.mjs',
];

for (const args of [
  ...generators.filter(existsSync).map((file) => [file]),
  ['node_modules/typescript/bin/tsc', '-b'],
]) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
