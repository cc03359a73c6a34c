import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '../../src/files/make-folder.ts';
import { evmMl } from '../cli/evm-ml.ts';
import { temporaryFolder } from '../support/temporary.ts';

test('makes a folder and those above it, once and again, and at once', async () => {
  const top = await temporaryFolder();
  await Promise.all([makeFolder(join(top, 'a/b/c')), makeFolder(join(top, 'a/b/d'))]);
  await makeFolder(join(top, 'a/b/c'));
  expect((await readdir(join(top, 'a/b'))).sort()).toEqual(['c', 'd']);
});

test('a file in the way is an error that names it', async () => {
  const top = await temporaryFolder();
  await mkdir(join(top, 'a'));
  await writeFile(join(top, 'a/file'), '');
  await expect(makeFolder(join(top, 'a/file'))).rejects.toThrow('file is not a folder');
  await expect(makeFolder(join(top, 'a/file/b'))).rejects.toThrow(/ENOTDIR|not a folder/);
});

test.runIf(process.platform === 'linux')(
  'a folder under which the system makes none ends with a sentence, where recursive mkdir goes round for ever',
  async () => {
    await expect(makeFolder('/proc/nothing/data')).rejects.toThrow('No folder can be made at /proc/nothing');
    const { code, stderr } = await evmMl(['node', '--data-dir', '/proc/nothing/data', '--port', '0']);
    expect([code, stderr]).toEqual([
      1,
      'evm-ml: No folder can be made at /proc/nothing: give another path.\n',
    ]);
  },
);
