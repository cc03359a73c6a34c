#!/usr/bin/env node
// The command line, as `npx evm-ml` at the root.
import { existsSync } from 'node:fs';

const main = new URL('../packages/node/dist/cli/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  console.error('evm-ml is not built yet; run "npm run setup" first.');
  process.exitCode = 1;
}
