import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { builtDigests } from '../../src/generated/digests.ts';
import { checkDigests, InstallationError, installedDigests } from '../../src/installed/check-digests.ts';
import { start } from '../cli/evm-ml.ts';

const specified: Record<string, string> = JSON.parse(
  readFileSync(new URL('../../../../spec/digests.json', import.meta.url), 'utf8'),
);

test('D21: what is installed, what was built and what the specification names are the same', () => {
  expect(builtDigests).toEqual(specified);
  expect(checkDigests()).toEqual(specified);
});

test.each(Object.keys(specified))('D21: another %s is refused by its name', (name) => {
  const changed = { ...installedDigests(), [name]: '00'.repeat(32) };
  const sentence = new RegExp(`${name} has the digest 0{64}, and ${specified[name]} was built. Install`);
  expect(() => checkDigests(changed)).toThrow(InstallationError);
  expect(() => checkDigests(changed)).toThrow(sentence);
  const { [name]: _, ...less } = specified;
  expect(() => checkDigests(less)).toThrow(`${name} has the digest of nothing`);
  expect(() => checkDigests(specified, less)).toThrow(
    `${name} has the digest ${specified[name]}, and none was`,
  );
});

test('D21: a node says at its start that it has looked, in one line', async () => {
  const child = start(['node', '--memory', '--port', '0', '--log-level', 'info', '--log-format', 'json']);
  const stderr = text(child.stderr);
  child.stdout.on('data', (chunk) => String(chunk).includes('PREDICT') && child.kill('SIGTERM'));
  const lines = (await stderr)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const said = lines.filter(({ digests }) => digests !== undefined);
  expect(said).toMatchObject([
    { digests: specified, msg: expect.stringContaining('are those that were built') },
  ]);
});
