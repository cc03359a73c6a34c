import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { nodeForHardhat } from './node-for-hardhat.ts';

const project = fileURLToPath(new URL('../../../examples/hardhat/', import.meta.url));
const hardhat = join(project, 'node_modules/hardhat/dist/src/cli.js');

test('Hardhat 3 deploys and tests a contract that predicts (examples/hardhat)', async () => {
  const { stdout } = await promisify(execFile)(nodeForHardhat(), [hardhat, 'test'], {
    cwd: project,
    // What runs is the build, as users have it; it was brought up to date before the tests.
    env: { ...process.env, HARDHAT_DISABLE_TELEMETRY_PROMPT: 'true', NODE_OPTIONS: '' },
  });
  expect(stdout).toContain('5 passing');
  expect(stdout).not.toMatch(/failing|skipped/);
}, 120_000);
