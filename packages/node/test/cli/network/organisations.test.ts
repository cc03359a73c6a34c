import { cp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitForReceipt } from '@evm-ml/evm/viem';
import { type Hex, parseGwei } from 'viem';
import { describe, expect, test, vi } from 'vitest';
import { networkStatus } from '../../../src/cli/network/network-status.ts';
import { accounts, publicClient, walletClient } from '../../support/clients.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { evmMl } from '../evm-ml.ts';
import { freePorts, launchNetwork, noLongNetworks } from './running-network.ts';

/** A command that has to end well; what it prints. */
async function done(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await evmMl(['network', ...args]);
  expect([code, stderr.replaceAll(/^note: .*\n/gm, '')]).toEqual([0, '']);
  return stdout;
}

describe.skipIf(noLongNetworks !== undefined)('organisations with a machine each', () => {
  test('three that begin as docs/network.md says are one network, and a fourth joins while it runs', async () => {
    const root = await temporaryFolder();
    const names = ['acme', 'bolt', 'core', 'delta'] as const;
    const first = await freePorts(2 * names.length);
    const machine = (name: string) => join(root, name, 'chain');
    const url = (name: string) => `http://127.0.0.1:${first + names.indexOf(name as 'acme')}`;
    const key = (name: string) => {
      const at = first + names.indexOf(name as 'acme');
      const ports = ['--port', `${at}`, '--p2p-port', `${at + names.length}`];
      return done('key', name, '--host', '127.0.0.1', ...ports, '-o', machine(name));
    };
    const begun = names.slice(0, 3);
    const lines: string[] = [];
    for (const name of begun) lines.push(await key(name));
    await writeFile(join(root, 'members'), lines.join(''));
    await done('init', '--members', join(root, 'members'), '-o', join(root, 'shared'));
    for (const name of begun) {
      await cp(join(root, 'shared'), machine(name), { recursive: true });
      await done('join', machine(name), name);
    }
    const networks = begun.map((name) => launchNetwork(machine(name)));
    const { until } = networks[0]!;
    const stateOf = async (name: string) => {
      const status = await networkStatus(machine(name));
      return status.map(({ state }) => state).join(' ');
    };
    await until(async () => (await stateOf('bolt')) === 'peer up peer' || undefined);

    const send = (name: string, nonce: number): Promise<Hex> =>
      walletClient(url(name)).sendTransaction({
        ...{ to: accounts[1]!.address, value: 1n, nonce },
        ...{ gas: 21_000n, maxFeePerGas: parseGwei('10'), maxPriorityFeePerGas: 1n },
      });
    const receipt = (name: string, hash: Hex) =>
      waitForReceipt(publicClient(url(name)), { hash, timeout: 60_000 });
    const hash = await send('acme', 0);
    expect((await receipt('core', hash)).blockHash).toBe((await receipt('bolt', hash)).blockHash);

    // One loses its data, and keeps its keys and what it has signed.
    await networks[2]!.stop();
    await rm(join(machine('core'), 'core/data'), { recursive: true });
    const engine = join(machine('core'), 'core/engine/data');
    for (const name of await readdir(engine))
      if (name !== 'priv_validator_state.json') await rm(join(engine, name), { recursive: true });
    launchNetwork(machine('core'));
    await until(async () => (await stateOf('core')) === 'peer peer up' || undefined);
    expect((await receipt('core', hash)).blockNumber).toBe(1n);

    // The fourth gets the files from one of them; nobody else does anything.
    await key('delta');
    for (const name of ['network.json', 'genesis.json', 'engine-genesis.json'])
      await cp(join(machine('bolt'), name), join(machine('delta'), name));
    await done('join', machine('delta'), 'delta');
    launchNetwork(machine('delta'));
    await until(async () => (await stateOf('delta')) === 'peer peer peer up' || undefined);
    expect((await receipt('delta', hash)).status).toBe('success');
    const later = await send('delta', 1);
    const there = await receipt('acme', later);
    await vi.waitFor(async () => {
      const [, , , own] = await networkStatus(machine('delta'));
      expect(own).toMatchObject({ power: 0, behind: 0, hash: there.blockHash });
    });
  });
});
