import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mlActions, waitForReceipt } from '@evm-ml/evm/viem';
import { type Hex, keccak256, parseGwei } from 'viem';
import { describe, expect, test, vi } from 'vitest';
import { accounts, call, publicClient, walletClient } from '../../support/clients.ts';
import { deployWine, wineTable } from '../../support/wine.ts';
import { evmMl } from '../evm-ml.ts';
import { launchNetwork, noEngine, noLongNetworks, runningNetwork, startNetwork } from './running-network.ts';

if (noEngine !== undefined) console.warn(`NO NETWORK OF REAL PROCESSES IS TESTED HERE: ${noEngine}`);

const to = accounts[1]!.address;
const fees = { gas: 21_000n, maxFeePerGas: parseGwei('10'), maxPriorityFeePerGas: 1n };

/** A transfer of the first account, signed. */
const sign = (url: string): Promise<Hex> =>
  walletClient(url).signTransaction({ to, value: 1n, nonce: 0, type: 'eip1559', ...fees });

const transfer = (url: string, nonce: number): Promise<Hex> =>
  walletClient(url).sendTransaction({ to, value: 1n, nonce, ...fees });

/** The receipt that a node has, when it has it. */
const receiptAt = (url: string, hash: Hex) => waitForReceipt(publicClient(url), { hash, timeout: 60_000 });

const kill = (pid: number) => process.kill(pid, 'SIGKILL');

describe.skipIf(noEngine !== undefined)('networks of real processes', () => {
  test('D22: one validator: a transfer is mined, the network goes on where it was, and nobody else goes on with its folder', async () => {
    const first = await runningNetwork(1);
    const url = first.urls[0]!;
    const receipt = await receiptAt(url, await transfer(url, 0));
    expect(receipt.status).toBe('success');
    expect((await first.stop()).code).toBe(0);
    const alone = await evmMl([
      ...['node', '--port', '0', '--genesis', join(first.folder, 'genesis.json')],
      ...['--data-dir', join(first.folder, 'node1/data')],
    ]);
    expect([alone.code, alone.stderr]).toEqual([
      1,
      expect.stringContaining('belongs to a network of validators'),
    ]);
    const second = await startNetwork(first.folder);
    const twice = await evmMl(['network', 'start', first.folder]);
    expect([twice.code, twice.stderr]).toEqual([1, expect.stringContaining('node1 of')]);
    expect(twice.stderr).toContain('runs already: end it before you start the network.');
    const [status] = await second.agreed(1n);
    expect(status!.hash).toBe(receipt.blockHash);
    expect((await receiptAt(url, await transfer(url, 1))).blockNumber).toBe(2n);
    const { log } = await second.stop();
    expect(log).toMatch(/stopped\n$/);
  });

  test('engines that do not call each other are told to by their nodes', async () => {
    const whole = await runningNetwork(2);
    const url = whole.urls[0]!;
    await whole.stop();
    for (const name of ['node1', 'node2']) {
      const node = join(whole.folder, name);
      const config = join(node, 'engine/config/config.toml');
      const named = await readFile(config, 'utf8');
      await writeFile(join(node, 'named.toml'), named);
      await writeFile(config, named.replace(/^persistent_peers = .*$/m, ''));
      const settings = JSON.parse(await readFile(join(node, 'node.json'), 'utf8')) as { cometbft: object };
      const cometbft = { ...settings.cometbft, configFile: 'named.toml' };
      await writeFile(join(node, 'node.json'), JSON.stringify({ ...settings, cometbft }));
    }
    const apart = await startNetwork(whole.folder);
    // Each alone has half of the votes.
    expect((await receiptAt(url, await transfer(url, 0))).status).toBe('success');
    await apart.agreed(1n);
  });

  test.skipIf(noLongNetworks !== undefined)(
    'D22 to D25: four validators: what is sent to one is the same block at all, whoever is killed meanwhile',
    async () => {
      const network = await runningNetwork(4);
      const [first, second, third, fourth] = network.urls as [string, string, string, string];
      const hash = await transfer(first, 0);
      const receipts = await Promise.all(network.urls.map((url) => receiptAt(url, hash)));
      expect(new Set(receipts.map(({ blockHash }) => blockHash)).size).toBe(1);
      expect(receipts.map(({ status }) => status)).toEqual(Array(4).fill('success'));

      // A node, its engine with it, and an engine, its node with it: the others go on, those come back and agree.
      kill(network.pidOf('node2', 'node'));
      await receiptAt(third, await transfer(first, 1));
      await network.agreed(2n);
      // Its engine may be dialling the others still: what it saw of the votes is there in any case.
      expect((await call(first, 'predict_cluster')).result).toMatchObject({
        connected: true,
        validators: [{ power: '0x1' }, { power: '0x1' }, { power: '0x1' }, { power: '0x1' }],
      });
      expect(await (await fetch(`${first}/metrics`)).text()).toMatch(
        /^evm_ml_cluster_finality_seconds_count 2$/m,
      );
      kill(network.pidOf('node3', 'engine'));
      await receiptAt(fourth, await transfer(second, 2));
      await network.agreed(3n);

      // Everything at once, right after the answer: what was acknowledged is mined, once.
      const last = await transfer(fourth, 3);
      for (const name of ['node1', 'node2', 'node3', 'node4']) {
        kill(network.pidOf(name, 'engine'));
        kill(network.pidOf(name, 'node'));
      }
      await network.agreed(4n);
      const mined = await Promise.all(network.urls.map((url) => receiptAt(url, last)));
      expect(new Set(mined.map(({ blockHash }) => blockHash)).size).toBe(1);
      const [head] = await network.agreed(4n);
      expect(head!.block).toBe('4');
      expect(await publicClient(second).getTransactionCount({ address: accounts[0]!.address })).toBe(4);

      const pids = ['node1', 'node4'].map((name) => network.pidOf(name, 'engine'));
      expect((await network.stop()).code).toBe(0);
      for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
      const verified = await evmMl([
        ...['chain', 'verify', '--data-dir', join(network.folder, 'node3/data')],
        ...['--genesis', join(network.folder, 'genesis.json')],
      ]);
      expect(verified.stdout + verified.stderr).toContain(head!.hash!);
    },
  );

  test.skipIf(noLongNetworks !== undefined)(
    'D25: what three of four validators have no room for is mined in the turn of the fourth, and nobody has to send another one',
    async () => {
      const whole = await runningNetwork(4);
      const url = whole.urls[0]!;
      await whole.stop();
      for (const name of ['node2', 'node3', 'node4']) {
        const path = join(whole.folder, name, 'node.json');
        const settings = JSON.parse(await readFile(path, 'utf8')) as object;
        await writeFile(path, JSON.stringify({ ...settings, limits: { maxTransactionBytes: 150 } }));
      }
      const network = await startNetwork(whole.folder);
      const hash = await walletClient(url).sendTransaction({
        ...{ to, nonce: 0, ...fees, gas: 60_000n },
        data: `0x${'11'.repeat(200)}`,
      });
      const [receipt] = await Promise.all(whole.urls.map((each) => receiptAt(each, hash)));
      expect((await network.agreed(1n))[0]!.hash).toBe(receipt!.blockHash);
    },
  );

  /** Where CometBFT can be made to end while it writes a block down: of 0 to 8 these, or all with ENGINE_POINTS=all. */
  const points = process.env['ENGINE_POINTS'] === 'all' ? [0, 1, 2, 3, 4, 5, 6, 7, 8] : [0, 4, 7];

  test.skipIf(noLongNetworks !== undefined).each(points)(
    'D24: an engine that dies at its point %i of a block goes on with it',
    async (point) => {
      const first = await runningNetwork(1);
      const url = first.urls[0]!;
      const serializedTransaction = await sign(url);
      const hash = keccak256(serializedTransaction);
      await first.stop();
      const dying = launchNetwork(first.folder, { FAIL_TEST_INDEX: `${point}` });
      // The node may be starting again just now, or have taken it and gone before it said so.
      await dying.until(async () => {
        const answer = await call(url, 'eth_sendRawTransaction', serializedTransaction).catch(
          () => undefined,
        );
        return answer?.result === hash || answer?.error?.message === 'already known' || undefined;
      });
      await dying.said(/the engine ended \(code 1\)/);
      await dying.stop();
      const second = await startNetwork(first.folder);
      const receipt = await receiptAt(url, hash);
      const [status] = await second.agreed(1n);
      expect([status!.block, status!.hash]).toEqual(['1', receipt.blockHash]);
    },
  );

  test('a network that is deployed to through one node predicts the same at a full node, and status knows both', async () => {
    const { urls, folder } = await runningNetwork(1, 1);
    const [one, other] = urls as [string, string];
    await deployWine(one, 'acme.cellar.grader');
    const [input] = wineTable('test.csv');
    const ask = (url: string) =>
      publicClient(url).extend(mlActions()).predict({ model: 'acme.cellar.grader', input: input! });
    await vi.waitFor(async () => expect(await ask(other)).toEqual(await ask(one)), { timeout: 30_000 });
    const { code, stdout } = await evmMl(['network', 'status', folder, '--json']);
    const { nodes, power } = JSON.parse(stdout);
    expect([code, power]).toEqual([0, { up: 1, all: 1 }]);
    expect(nodes).toMatchObject([
      { name: 'node1', state: 'up', power: 1, signedLast: true, peers: ['full1'] },
      { name: 'full1', state: 'up', power: 0, peers: ['node1'] },
    ]);
    expect(nodes[0].signed.count).toBe(nodes[0].signed.of);
  });
});
