#!/usr/bin/env node
// Generates src/consensus/cometbft/abci from proto/. What it gives is committed: only who changes proto/ runs it, and
// needs its tools, which are not among the dependencies of this repository.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const tools = ['@bufbuild/buf@1.75.0', '@bufbuild/protoc-gen-es@2.17.0'];
const template = {
  version: 'v2',
  plugins: [
    {
      local: 'protoc-gen-es',
      out: 'src/consensus/cometbft/abci',
      opt: ['target=ts', 'import_extension=ts'],
      types: ['tendermint.abci.Request', 'tendermint.abci.Response'],
      // Options for code in Go.
      exclude_types: ['gogoproto'],
    },
  ],
};
const { status } = spawnSync(
  'npx',
  [
    '--yes',
    ...tools.map((tool) => `--package=${tool}`),
    'buf',
    'generate',
    'proto',
    '--template',
    JSON.stringify(template),
  ],
  { cwd: fileURLToPath(new URL('..', import.meta.url)), stdio: 'inherit' },
);
process.exitCode = status ?? 1;
