import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const tsc = fileURLToPath(new URL('../../../../node_modules/typescript/bin/tsc', import.meta.url));

test('the compiler refuses a definition without handler, a handler without definition, and a wrong answer', () => {
  const project = fileURLToPath(new URL('types', import.meta.url));
  // Each wrong line expects its error: without it, the expectation is the error.
  const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8' });
  expect(stdout).toBe('');
  expect(status).toBe(0);
});
