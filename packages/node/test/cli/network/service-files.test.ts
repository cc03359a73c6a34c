import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { addNode } from '../../../src/cli/network/add-node.ts';
import { engineVersion } from '../../../src/cli/network/engine-version.ts';
import { initNetwork } from '../../../src/cli/network/init-network.ts';
import { writeServiceFiles } from '../../../src/cli/network/service-files.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { evmMl } from '../evm-ml.ts';

/** A network in a folder whose name systemd and YAML would read something into. */
async function network() {
  const folder = join(await temporaryFolder(), 'my %h "$net"');
  await initNetwork(folder, { validators: 1, fullNodes: 1, port: 18_545, p2pPort: 36_656 });
  return { folder, files: await writeServiceFiles(folder) };
}

const dockerfile = await readFile(
  fileURLToPath(new URL('../../../../../deploy/Dockerfile', import.meta.url)),
  'utf8',
);

test('compose.yaml has two services for each node, which lead to files that are there and reach this machine alone', async () => {
  const { folder } = await network();
  const { services } = parse(await readFile(join(folder, 'compose.yaml'), 'utf8'));
  expect(Object.keys(services)).toEqual(['node1-node', 'node1-engine', 'full1-node', 'full1-engine']);
  for (const service of Object.values<Record<string, unknown>>(services)) {
    expect(service).toMatchObject({ restart: 'always', network_mode: 'host', cap_drop: ['ALL'] });
    expect(service['ports']).toBeUndefined();
    for (const volume of service['volumes'] as string[])
      expect(existsSync(join(folder, volume.split(':')[0]!)), volume).toBe(true);
  }
  expect(services['full1-node']).toMatchObject({ environment: { EVM_ML_HOST: '127.0.0.1' } });
  expect(services['full1-node'].healthcheck.test.at(-1)).toContain('http://127.0.0.1:18546/health');
  const { uid } = await stat(folder);
  expect(services['node1-engine'].user).toMatch(new RegExp(`^${uid}:`));
});

test('the image of the engine is built from what tools/cometbft pins', async () => {
  const { folder } = await network();
  const { services } = parse(await readFile(join(folder, 'compose.yaml'), 'utf8'));
  expect(services['node1-engine'].image).toBe(`cometbft:${engineVersion}`);
  expect(dockerfile).toContain(`--target engine -t cometbft:${engineVersion} .`);
  expect(dockerfile).toContain('COPY tools/cometbft /cometbft');
});

test('a unit starts a node with its engine and what watches both, again whatever ended it', async () => {
  const { folder } = await network();
  const units = join(folder, 'systemd');
  expect(await readdir(units)).toEqual(['evm-ml-full1.service', 'evm-ml-node1.service']);
  const unit = await readFile(join(units, 'evm-ml-node1.service'), 'utf8');
  expect(unit).toMatch(/^Restart=always$/m);
  expect(unit).toContain(`WorkingDirectory=${folder.replace('%h', '%%h')}\n`);
  expect(unit).toContain(String.raw`my %%h \"$$net\"" --only node1`);
  expect(unit).toContain(String.raw`my %%h \"$$net\"/node1"`);
});

const noSystemd = spawnSync('systemd-analyze', ['--version']).status !== 0;
if (noSystemd) console.warn('UNITS ARE NOT VERIFIED HERE: there is no systemd-analyze');

test.skipIf(noSystemd)('systemd has nothing to complain of', async () => {
  const { folder } = await network();
  const units = (await readdir(join(folder, 'systemd'))).map((name) => join(folder, 'systemd', name));
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', ...units], { encoding: 'utf8' });
  // The engine may be missing here; everything else has to be right.
  const complaints = stderr.split('\n').filter((line) => line !== '' && !line.includes('is not executable'));
  expect(complaints).toEqual([]);
  if (!stderr.includes('is not executable')) expect(status).toBe(0);
});

test('they are written again for what is there now, and are for their owner alone', async () => {
  const { folder } = await network();
  await writeFile(join(folder, 'compose.yaml'), 'edited');
  await addNode(folder, 'late');
  const { code, stdout } = await evmMl(['network', 'files', folder]);
  expect([code, stdout]).toEqual([0, expect.stringContaining('systemd/evm-ml-late.service')]);
  const { services } = parse(await readFile(join(folder, 'compose.yaml'), 'utf8'));
  expect(Object.keys(services)).toContain('late-engine');
  for (const name of await readdir(folder))
    expect((await stat(join(folder, name))).mode & 0o077, name).toBe(0);
});

test('init writes them, and a folder without a network gets none', async () => {
  const root = await temporaryFolder();
  await evmMl(['network', 'init', '--validators', '1', '-o', join(root, 'chain')]);
  expect(await readdir(join(root, 'chain'))).toEqual(expect.arrayContaining(['compose.yaml', 'systemd']));
  const { code, stderr } = await evmMl(['network', 'files', root]);
  expect([code, stderr]).toEqual([
    1,
    expect.stringContaining('network.json: no network can be read from it'),
  ]);
});

test('an engine that is named wrongly is said, and the network is written whole', async () => {
  const folder = join(await temporaryFolder(), 'chain');
  const made = await evmMl(['network', 'init', '--validators', '1', '-o', folder], {
    EVM_ML_COMETBFT: '/no/such/cometbft',
  });
  expect([made.code, made.stdout]).toEqual([0, expect.stringContaining('1 validator; run')]);
  expect(made.stderr).toContain('is no CometBFT that runs here');
  const unit = await readFile(join(folder, 'systemd/evm-ml-node1.service'), 'utf8');
  expect(unit).toContain('Environment=EVM_ML_COMETBFT=/usr/local/bin/cometbft\n');
});
