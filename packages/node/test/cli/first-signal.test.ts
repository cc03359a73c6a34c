import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const built = fileURLToPath(new URL('../../dist/cli/first-signal.js', import.meta.url));
/** Begins to end by a signal, and ends when its standard input does. */
const program = `
  const { firstSignal } = await import(${JSON.stringify(built)});
  const stopping = firstSignal(['SIGINT', 'SIGTERM']);
  process.stdout.write('up');
  process.stdin.resume();
  await stopping;
  process.stdout.write('stopping');
  process.stdin.on('end', () => process.stdout.write('stopped'));
`;

test.each([
  ['SIGTERM', 'SIGTERM'],
  ['SIGINT', 'SIGINT'],
  ['SIGTERM', 'SIGINT'],
] as const)('after %s a %s ends nothing, and is answered', async (first, second) => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program]);
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const ended = once(child, 'exit');
  const said = async (stream: NodeJS.ReadableStream) => String((await once(stream, 'data'))[0]);
  expect(await said(child.stdout)).toBe('up');
  child.kill(first);
  expect(await said(child.stdout)).toBe('stopping');
  for (let again = 0; again < 2; again++) {
    child.kill(second);
    expect(await said(child.stderr)).toMatch(/^evm-ml: stopping already/);
  }
  child.stdin.end();
  expect(await said(child.stdout)).toBe('stopped');
  expect(await ended).toEqual([0, null]);
});
