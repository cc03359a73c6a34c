import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { engineChecksums } from '../../../src/cli/network/engine-checksums.ts';
import { packagedEngine } from '../../../src/cli/network/packaged-engine.ts';
import { temporaryFolder } from '../../support/temporary.ts';

/** A package of an engine that is installed in a folder. */
async function installed(program: string | undefined) {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'package.json'), '{}');
  if (program !== undefined) await writeFile(join(folder, 'cometbft'), program);
  const asked: string[] = [];
  const resolve = (name: string) => {
    asked.push(name);
    return join(folder, 'package.json');
  };
  const checksums = { 'plan9-mips': createHash('sha256').update('the program').digest('hex') };
  return { folder, asked, parts: { platform: 'plan9-mips', checksums, resolve } };
}

test('the engine that came with the package for this platform is taken when its bytes are those of the release', async () => {
  const { folder, asked, parts } = await installed('the program');
  expect(await packagedEngine(parts)).toBe(join(folder, 'cometbft'));
  expect(asked).toEqual(['@evm-ml/cometbft-plan9-mips/package.json']);
});

test.each([['another program'], ['the program '], [''], [undefined]])(
  'one that holds %j is refused',
  async (program) => {
    const { parts } = await installed(program);
    await expect(packagedEngine(parts)).rejects.toThrow('install @evm-ml/cometbft-plan9-mips anew');
  },
);

test('nothing is taken where nothing is installed, or nothing is released', async () => {
  const { parts } = await installed('the program');
  const missing = () => {
    throw new Error('no such package');
  };
  expect(await packagedEngine({ ...parts, resolve: missing })).toBeUndefined();
  expect(await packagedEngine({ ...parts, platform: 'linux-s390x' })).toBeUndefined();
});

test('each platform that is released has a checksum', () => {
  expect(Object.keys(engineChecksums).sort()).toEqual([
    ...['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64'],
  ]);
  for (const checksum of Object.values(engineChecksums)) expect(checksum).toMatch(/^[0-9a-f]{64}$/);
});
