import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryNode } from '../support/temporary.ts';
import { deployWine } from '../support/wine.ts';

const run = promisify(execFile);
const project = fileURLToPath(new URL('../../../../examples/hardhat/', import.meta.url));
const hardhat = join(project, 'node_modules/hardhat/dist/src/cli.js');

/** Hardhat 3 needs Node 22.13; under an older one, the Node 22 among the example's dependencies runs it. */
function nodeForHardhat(): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 13)) return process.execPath;
  const manifest = createRequire(join(project, 'package.json')).resolve(
    `node-${process.platform}-${process.arch}/package.json`,
  );
  return join(dirname(manifest), 'bin/node');
}

test('Hardhat 3 deploys and tests a contract that predicts (examples/hardhat)', async () => {
  const { url } = await temporaryNode();
  await deployWine(url, 'acme.cellar.grader');
  const { stdout } = await run(nodeForHardhat(), [hardhat, 'test'], {
    cwd: project,
    env: {
      ...process.env,
      EVM_ML_RPC: url,
      HARDHAT_DISABLE_TELEMETRY_PROMPT: 'true',
      NODE_OPTIONS: '--conditions=source', // the packages' TypeScript, not their last build
    },
  });
  expect(stdout).toContain('5 passing');
  expect(stdout).not.toMatch(/failing|skipped/);
}, 120_000);
