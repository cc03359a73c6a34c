#!/usr/bin/env node
// Type-checks the examples that READMEs show, against the declarations that `tsc -b` has just written.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeReadmeExamples } from './readme-examples.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = [...writeReadmeExamples().values()].flat();
const config = join(root, 'node_modules', '.readme-examples.json');
writeFileSync(
  config,
  JSON.stringify({
    extends: '../tsconfig.base.json',
    compilerOptions: { noEmit: true, composite: false, customConditions: [], moduleDetection: 'force' },
    files,
  }),
);
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules/typescript/bin/tsc'), '-p', config],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
process.exitCode = status ?? 1;
