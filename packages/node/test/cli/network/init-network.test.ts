import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesToHex } from '@ethereumjs/util';
import { expect, test } from 'vitest';
import { fillPermissions, memberGenesis } from '../../../src/cli/network/fill-permissions.ts';
import { initNetwork } from '../../../src/cli/network/init-network.ts';
import { readNetwork } from '../../../src/cli/network/network-file.ts';
import { developmentGenesis } from '../../../src/genesis/development.ts';
import type { GenesisFile } from '../../../src/genesis/genesis-file.ts';
import { memoryChain } from '../../support/chain.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { evmMl } from '../evm-ml.ts';

const plan = { validators: 3, port: 18_545, p2pPort: 36_656 };

const node = {
  ...{ name: 'node1', host: '10.0.0.1', port: 4, p2pPort: 5, validator: true },
  ...{ nodeId: 'a'.repeat(40), publicKey: `${'A'.repeat(43)}=` },
};

const json = async (...path: string[]) => JSON.parse(await readFile(join(...path), 'utf8'));

test('a network has one genesis, and keys of its own in each node', async () => {
  const folder = join(await temporaryFolder(), 'made', 'chain');
  const network = await initNetwork(folder, plan);
  expect(await readNetwork(folder)).toEqual(network);
  expect(network.nodes.map(({ name }) => name)).toEqual(['node1', 'node2', 'node3']);
  const chain = await memoryChain(await json(folder, 'genesis.json'));
  const engines = await Promise.all(
    network.nodes.map(({ name }) => json(folder, name, 'engine/config/genesis.json')),
  );
  expect(new Set(engines.map((genesis) => JSON.stringify(genesis))).size).toBe(1);
  expect(engines[0]).toMatchObject({
    app_state: { genesis: bytesToHex(chain.genesis.hash()) },
    consensus_params: { block: { max_gas: '30000000' } },
  });
  const keys = await Promise.all(
    network.nodes.map(({ name }) => json(folder, name, 'engine/config/priv_validator_key.json')),
  );
  expect(engines[0].validators.map(({ address }: { address: string }) => address)).toEqual(
    keys.map(({ address }) => address),
  );
  for (const { address, pub_key, priv_key } of keys) {
    const hash = createHash('sha256').update(Buffer.from(pub_key.value, 'base64')).digest('hex');
    expect(hash.slice(0, 40).toUpperCase()).toBe(address);
    expect(Buffer.from(priv_key.value, 'base64').subarray(32).toString('base64')).toBe(pub_key.value);
  }
});

test('a full node has keys and peers as the others, and no vote', async () => {
  const folder = join(await temporaryFolder(), 'chain');
  const { nodes } = await initNetwork(folder, { ...plan, validators: 1, fullNodes: 1 });
  expect(nodes.map(({ name, validator }) => [name, validator])).toEqual([
    ['node1', true],
    ['full1', false],
  ]);
  const { validators } = await json(folder, 'engine-genesis.json');
  expect(validators.map(({ name }: { name: string }) => name)).toEqual(['node1']);
  const config = await readFile(join(folder, 'full1/engine/config/config.toml'), 'utf8');
  expect(config).toContain(`persistent_peers = "${nodes[0]!.nodeId}@127.0.0.1:36656"`);
  expect(await json(folder, 'full1/engine/config/priv_validator_key.json')).toMatchObject({
    pub_key: { value: nodes[1]!.publicKey },
  });
});

test('whatever is in it can be read by its owner alone', async () => {
  const folder = join(await temporaryFolder(), 'chain');
  await initNetwork(folder, plan);
  const paths = ['', ...(await readdir(folder, { recursive: true }))];
  const modes = await Promise.all(paths.map(async (path) => (await stat(join(folder, path))).mode & 0o077));
  expect(modes.every((mode) => mode === 0)).toBe(true);
});

test('a genesis of your own is taken as it is', async () => {
  const folder = join(await temporaryFolder(), 'chain');
  const genesis = { ...developmentGenesis(), config: { chainId: 77 }, gasLimit: 60_000_000 };
  await initNetwork(folder, { ...plan, genesis });
  expect(await json(folder, 'genesis.json')).toEqual(JSON.parse(JSON.stringify(genesis)));
  expect(await json(folder, 'node1/engine/config/genesis.json')).toMatchObject({
    chain_id: 'evm-ml-77',
    consensus_params: { block: { max_gas: '60000000' } },
  });
});

test('a folder that holds something is left as it is', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'mine'), 'mine');
  const { code, stderr } = await evmMl(['network', 'init', '-o', folder]);
  expect([code, stderr]).toEqual([1, `evm-ml: ${folder} is not empty; give another -o.\n`]);
  expect(await readdir(folder)).toEqual(['mine']);
});

test.each([
  ['no such file', undefined, 'no network can be read from it'],
  ['a node without a port', { nodes: [{ ...node, port: undefined }] }, 'is not valid at nodes.0.port'],
  ['a name that leads elsewhere', { nodes: [{ ...node, name: '../x' }] }, 'nodes.0.name'],
  ['a host that ends a line of the config', { nodes: [{ ...node, host: 'a"\nb' }] }, 'nodes.0.host'],
  ['two nodes of one name', { nodes: [node, node] }, 'node1 and node1 have the same name, node1'],
  [
    'a key that two nodes have',
    { nodes: [node, { ...node, name: 'node2', p2pPort: 6, nodeId: 'b'.repeat(40) }] },
    'node1 and node2 have the same publicKey',
  ],
])('%s is refused in words', async (_, content, sentence) => {
  const folder = await temporaryFolder();
  if (content) await writeFile(join(folder, 'network.json'), JSON.stringify(content));
  await expect(readNetwork(folder)).rejects.toThrow(sentence);
});

test('D33: members of a genesis run the validators that are made, in turns; what genesis names itself stays', async () => {
  const folder = join(await temporaryFolder(), 'chain');
  const made = memberGenesis(2);
  const { nodes } = await initNetwork(folder, {
    ...{ validators: 3, fullNodes: 1, port: 8545, p2pPort: 26_656 },
    genesis: made,
  });
  const written = JSON.parse(await readFile(join(folder, 'genesis.json'), 'utf8')) as GenesisFile;
  const members = made.permissions!.members;
  expect(written.permissions!.validators!.map(({ member, payee }) => [member, payee])).toEqual(
    [0, 1, 0].map((index) => [members[index], members[index]]),
  );
  expect(written.permissions!.validators!.map(({ node }) => node)).toEqual(
    nodes.slice(0, 3).map(({ nodeId }) => `0x${nodeId}`),
  );
  expect(written.permissions!.nodes).toEqual([`0x${nodes[3]!.nodeId}`]);
  expect(fillPermissions(written, [])).toBe(written);
  expect(fillPermissions(developmentGenesis(), nodes).permissions).toBeUndefined();
});
