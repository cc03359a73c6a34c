import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { engineVersion } from '../../../src/cli/network/engine-version.ts';
import { findEngine } from '../../../src/cli/network/find-engine.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { evmMl } from '../evm-ml.ts';

/** A program that says this when it is asked for its version. */
async function program(said: string): Promise<{ folder: string; path: string }> {
  const folder = await temporaryFolder();
  const path = join(folder, 'cometbft');
  await writeFile(path, `#!/bin/sh\necho "${said}"\n`);
  await chmod(path, 0o755);
  return { folder, path };
}

test('the version that the driver is written for is the one that tools/cometbft pins', async () => {
  const file = fileURLToPath(new URL('../../../../../tools/cometbft/go.mod', import.meta.url));
  expect(await readFile(file, 'utf8')).toContain(`github.com/cometbft/cometbft v${engineVersion} `);
});

test('what the network names beats the environment, which beats the path', async () => {
  const [one, two, three] = [
    await program(engineVersion),
    await program(`v${engineVersion}`),
    await program(engineVersion),
  ];
  const environment = { EVM_ML_COMETBFT: two.path, PATH: three.folder };
  expect(await findEngine({ configured: one.path, environment })).toBe(one.path);
  expect(await findEngine({ environment })).toBe(two.path);
  expect(await findEngine({ environment: { PATH: three.folder } })).toBe(three.path);
});

test('another version on the path is passed over for the right one behind it', async () => {
  const [old, right] = [await program('0.37.1'), await program(engineVersion)];
  expect(await findEngine({ environment: { PATH: `${old.folder}::${right.folder}` } })).toBe(right.path);
});

test.each([
  ['0.38.1', 'is CometBFT 0.38.1: name a CometBFT 0.38.26'],
  ['hello', 'is no CometBFT that runs here'],
])('a named program that says %s is refused by what it is', async (said, sentence) => {
  const { path } = await program(said);
  await expect(findEngine({ environment: { EVM_ML_COMETBFT: path } })).rejects.toThrow(sentence);
  await expect(findEngine({ configured: path, environment: {} })).rejects.toThrow('which the network names');
});

test('without an engine and without Go one sentence says what to do', async () => {
  const [bin, cache] = [await temporaryFolder(), await temporaryFolder()];
  const { code, stderr } = await evmMl(['network', 'engine'], {
    PATH: bin,
    XDG_CACHE_HOME: cache,
    EVM_ML_COMETBFT: '',
  });
  expect(code).toBe(1);
  expect(stderr).toContain(
    'there is no Go to build one with: install Go (go.dev), or put a CometBFT 0.38.26',
  );
});
