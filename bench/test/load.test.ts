import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';

const repository = fileURLToPath(new URL('../..', import.meta.url));

beforeAll(() => {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'bench'], { cwd: repository });
});

test('a few seconds of mixed traffic lose nothing and leave nothing', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['bench/dist/load.js', '--minutes', '0.1', '--sample', '2', '--state', '16'],
    { cwd: repository, encoding: 'utf8' },
  );
  expect(stdout, stderr).toContain('every acknowledged transaction is in the chain once');
  expect(stdout.split('\n').filter((line) => /FAILED|^- /.test(line))).toEqual([]);
  expect(status).toBe(0);
}, 600_000);
