import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addNode } from '../../../src/cli/network/add-node.ts';
import { initFromMembers, initNetwork } from '../../../src/cli/network/init-network.ts';
import { joinNetwork } from '../../../src/cli/network/join-network.ts';
import { readMembers } from '../../../src/cli/network/members-file.ts';
import { type NetworkNode, readNetwork } from '../../../src/cli/network/network-file.ts';
import { createNodeKeys } from '../../../src/cli/network/node-keys.ts';
import { developmentGenesis } from '../../../src/genesis/development.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { evmMl } from '../evm-ml.ts';

const plan = (name: string) => ({ name, host: '10.0.0.1', port: 8_545, p2pPort: 26_656, validator: true });

/** Keys of a node on a machine of its own, which is a folder. */
async function organisation(name: string, host = '10.0.0.1') {
  const folder = join(await temporaryFolder(), 'chain');
  return { folder, node: await createNodeKeys(folder, { ...plan(name), host }) };
}

/** What the nodes share, in a folder; it gets into that of each. */
async function shared(...nodes: NetworkNode[]) {
  const folder = join(await temporaryFolder(), 'shared');
  await initFromMembers(folder, nodes);
  return folder;
}

const text = (...path: string[]) => readFile(join(...path), 'utf8');

describe('several machines', () => {
  test('keys stay where they were made; all else is the same everywhere', async () => {
    const [acme, bolt] = [await organisation('acme'), await organisation('bolt', 'bolt.example')];
    const bundle = await shared(acme.node, bolt.node);
    const told = (await Promise.all((await readdir(bundle)).map((name) => text(bundle, name)))).join();
    for (const { folder, node } of [acme, bolt]) {
      const secret = JSON.parse(await text(folder, node.name, 'engine/config/priv_validator_key.json'));
      expect(told).toContain(secret.pub_key.value);
      expect(told).not.toContain(secret.priv_key.value.slice(0, 40));
      await cp(bundle, folder, { recursive: true });
      expect(await joinNetwork(folder, node.name)).toEqual(node);
      expect(await text(folder, node.name, 'engine/config/genesis.json')).toBe(
        await text(bundle, 'engine-genesis.json'),
      );
    }
    const config = await text(acme.folder, 'acme/engine/config/config.toml');
    expect(config).toContain('laddr = "tcp://0.0.0.0:26656"');
    expect(config).toContain(`persistent_peers = "${bolt.node.nodeId}@bolt.example:26656"`);
  });

  test('a node that the network does not know joins without a vote, and only its own folder knows of it', async () => {
    const [acme, late] = [await organisation('acme'), await organisation('late', '10.0.0.9')];
    const bundle = await shared(acme.node);
    await cp(bundle, late.folder, { recursive: true });
    expect(await joinNetwork(late.folder, 'late')).toEqual({ ...late.node, validator: false });
    const { nodes } = await readNetwork(late.folder);
    expect(nodes.map(({ name, validator }) => [name, validator])).toEqual([
      ['acme', true],
      ['late', false],
    ]);
    expect((await readNetwork(bundle)).nodes).toHaveLength(1);
  });

  test('what does not belong together is refused, and nothing is written', async () => {
    const [acme, other] = [await organisation('acme'), await organisation('acme', '10.0.0.2')];
    await cp(await shared(other.node), acme.folder, { recursive: true });
    await expect(joinNetwork(acme.folder, 'acme')).rejects.toThrow('knows a acme with other keys');
    await expect(joinNetwork(acme.folder, 'nobody')).rejects.toThrow('there is no such file');

    const genesis = { ...developmentGenesis(), config: { chainId: 5 } };
    await writeFile(join(acme.folder, 'genesis.json'), JSON.stringify(genesis));
    await expect(joinNetwork(acme.folder, 'acme')).rejects.toThrow('are not of the same network');

    const key = 'acme/engine/config/priv_validator_key.json';
    await cp(join(other.folder, key), join(acme.folder, key));
    await expect(joinNetwork(acme.folder, 'acme')).rejects.toThrow('is not the key that public.json');
    expect(await readdir(join(acme.folder, 'acme'))).not.toContain('node.json');
  });

  test('a node joins once', async () => {
    const acme = await organisation('acme');
    await cp(await shared(acme.node), acme.folder, { recursive: true });
    await joinNetwork(acme.folder, 'acme');
    await expect(joinNetwork(acme.folder, 'acme')).rejects.toThrow('is a node of');
    await expect(createNodeKeys(acme.folder, plan('acme'))).rejects.toThrow('is there already');
  });

  test.each([
    ['nobody with a vote', (node: NetworkNode) => [{ ...node, validator: false }], 'nobody would decide'],
    ['one line twice', (node: NetworkNode) => [node, node], 'have the same name'],
  ])('%s makes no network', async (_, nodes, sentence) => {
    const { node } = await organisation('acme');
    const folder = join(await temporaryFolder(), 'chain');
    const refused = (async () => initFromMembers(folder, nodes(node)))();
    await expect(refused).rejects.toThrow(sentence);
  });

  test.each([
    ['', 'is empty: put the lines into it'],
    ['{"name": "acme"', 'line 1 is not JSON'],
    ['\n{"name": "acme"}\n', 'line 2: '],
  ])('a file of members that holds %j is refused in words', async (content, sentence) => {
    const path = join(await temporaryFolder(), 'members');
    await writeFile(path, content);
    await expect(readMembers(path)).rejects.toThrow(sentence);
    await rm(path);
    await expect(readMembers(path)).rejects.toThrow('there is no such file');
  });
});

test('a node is added to a network on this machine, at ports of its own', async () => {
  const folder = join(await temporaryFolder(), 'chain');
  await initNetwork(folder, { validators: 2, port: 18_545, p2pPort: 36_656 });
  const { code, stdout } = await evmMl(['network', 'add-node', folder, 'extra', '--validator']);
  expect([code, stdout]).toEqual([0, expect.stringContaining('JSON-RPC will be at 127.0.0.1:18547')]);
  expect(stdout).toContain(`evm-ml network start ${folder} --only extra`);
  expect(stdout).toContain('The members give it a vote');
  const { nodes } = await readNetwork(folder);
  expect(nodes.at(-1)).toMatchObject({ name: 'extra', p2pPort: 36_658, validator: false });
  expect(JSON.parse(await text(folder, 'extra/engine/config/genesis.json')).validators).toHaveLength(2);
  await expect(addNode(folder, 'extra')).rejects.toThrow('is there already');
});

test('how a node of another machine joins is said, and nothing is written', async () => {
  const folder = join(await temporaryFolder(), 'chain');
  await initNetwork(folder, { validators: 1, port: 18_545, p2pPort: 36_656 });
  const before = await readdir(folder, { recursive: true });
  await mkdir(join(folder, 'other'));
  const { stdout } = await evmMl(['network', 'add-node', folder, 'other', '--host', '10.0.0.7']);
  for (const step of ['network key other --host 10.0.0.7', 'network join chain other', 'engine-genesis.json'])
    expect(stdout).toContain(step);
  expect(await readdir(folder, { recursive: true })).toHaveLength(before.length + 1);
});

test('JSON-RPC and engines that would share ports are refused', async () => {
  const folder = join(await temporaryFolder(), 'chain');
  const made = initNetwork(folder, { validators: 4, port: 18_545, p2pPort: 18_547 });
  await expect(made).rejects.toThrow('node1 and node3 have the same port, 127.0.0.1:18547');
});
