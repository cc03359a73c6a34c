import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mlActions, waitForReceipt } from '@evm-ml/evm/viem';
import { parseGwei } from 'viem';
import { describe, expect, test } from 'vitest';
import { addNode } from '../../../src/cli/network/add-node.ts';
import { initNetwork } from '../../../src/cli/network/init-network.ts';
import { layout, socketOf } from '../../../src/cli/network/layout.ts';
import { joinByStateSync, newestBlock } from '../../../src/cli/network/state-sync-config.ts';
import { EngineRpc } from '../../../src/engine/engine-rpc.ts';
import { accounts, call, publicClient, walletClient } from '../../support/clients.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { deployWine, wineTable } from '../../support/wine.ts';
import { freePorts, launchNetwork, noLongNetworks, startNetwork } from './running-network.ts';

const to = accounts[1]!.address;
const fees = { gas: 21_000n, maxFeePerGas: parseGwei('10'), maxPriorityFeePerGas: 1n };

const readJson = async (path: string): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(path, 'utf8'));
const writeJson = (path: string, content: unknown) =>
  writeFile(path, JSON.stringify(content), { mode: 0o600 });

/** A network of four whose nodes take a snapshot of every so many-th block. */
async function networkWithSnapshots(snapshotEvery: number) {
  const folder = join(await temporaryFolder(), 'chain');
  const port = await freePorts(10);
  const { nodes } = await initNetwork(folder, { validators: 4, port, p2pPort: port + 5 });
  for (const { name } of nodes) {
    const config = join(folder, name, layout.node.config);
    await writeJson(config, { ...(await readJson(config)), snapshotEvery });
  }
  return { folder, nodes };
}

/** One more node without a vote, which is to begin with a snapshot. */
async function lateNode({ folder, nodes }: Awaited<ReturnType<typeof networkWithSnapshots>>) {
  const { name, port } = await addNode(folder, 'late');
  const rpc = new EngineRpc(socketOf(folder, nodes[0]!.name, 'rpcSocket'));
  const trusted = await newestBlock(rpc);
  rpc.close();
  const rpcServers = nodes.map(({ name }) => `unix://${join(folder, name, layout.node.rpcSocket)}`);
  await joinByStateSync(join(folder, name), { rpcServers, trusted });
  return { name, url: `http://127.0.0.1:${port}` };
}

describe.skipIf(noLongNetworks !== undefined)('nodes that join later', () => {
  test('D26 to D29: a late node joins by a snapshot to the same hash, runs no block before it, and goes on with all after it', async () => {
    const network = await networkWithSnapshots(5);
    await startNetwork(network.folder);
    const [url] = network.nodes.map(({ port }) => `http://127.0.0.1:${port}`) as [string];
    await deployWine(url, 'acme.cellar.grader');
    const client = walletClient(url);
    const send = async () => {
      const hash = await client.sendTransaction({ to, value: 1n, ...fees });
      return waitForReceipt(publicClient(url), { hash, timeout: 60_000 });
    };
    while ((await publicClient(url).getBlockNumber()) < 11n) await send();
    const late = await lateNode(network);
    const joining = launchNetwork(network.folder, {}, ['--only', late.name]);
    await joining.said(/joined with the state of this block/);
    const last = await send();
    const [head] = await joining.agreed(last.blockNumber);
    expect(head!.hash).toBe(last.blockHash);
    const ask = { to: accounts[0]!.address };
    const [ours, theirs] = [publicClient(late.url), publicClient(url)];
    expect(await ours.getBalance({ address: ask.to })).toBe(await theirs.getBalance({ address: ask.to }));
    const input = wineTable('test.csv')[0]!;
    const predict = (at: string) =>
      publicClient(at).extend(mlActions()).predict({ model: 'acme.cellar.grader', input });
    expect(await predict(late.url)).toEqual(await predict(url));
    expect(await call(late.url, 'eth_getBlockByNumber', '0x3', false)).toMatchObject({
      error: { message: expect.stringMatching(/block 3 is not here: this node joined at block \d+/) },
    });
    expect(await call(late.url, 'eth_getBlockByNumber', 'earliest', false)).toMatchObject({
      result: { number: '0x0' },
    });
  }, 240_000);
});
