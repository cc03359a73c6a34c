import { join } from 'node:path';
import { expect, test } from 'vitest';
import { validatorAddress } from '../../../src/cli/network/engine-keys.ts';
import type { EngineView } from '../../../src/cli/network/engine-view.ts';
import { initNetwork } from '../../../src/cli/network/init-network.ts';
import { networkHealth } from '../../../src/cli/network/network-health.ts';
import { describe, type Views } from '../../../src/cli/network/network-status.ts';
import { formatStatus } from '../../../src/cli/network/print-status.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { evmMl } from '../evm-ml.ts';

const plan = { validators: 3, fullNodes: 1, port: 18_545, p2pPort: 36_656 };

async function network() {
  const folder = join(await temporaryFolder(), 'chain');
  const { nodes } = await initNetwork(folder, plan);
  const addresses = nodes.map(({ publicKey }) => validatorAddress(Buffer.from(publicKey, 'base64')));
  const engine = (view: Partial<EngineView>): EngineView => ({
    ...{ height: 7, blockTime: 1_000_000, isJoining: false, round: 0 },
    peers: new Map(),
    power: new Map(addresses.slice(0, 3).map((address) => [address, 1])),
    signers: [new Set([addresses[0]!, addresses[1]!]), new Set(addresses.slice(0, 3))],
    ...view,
  });
  const node = { block: '3', hash: `0x${'ab'.repeat(32)}`, waiting: 0 };
  return { folder, nodes, engine, node };
}

test('each node is told by what the engine with the newest block knows of it', async () => {
  const { nodes, engine, node } = await network();
  const peers = new Map([[nodes[1]!.nodeId, 'says it is somebody']]);
  const views = new Map<string, Views>([
    ['node1', { engine: engine({ peers }), node }],
    ['node3', { engine: engine({ height: 4, isJoining: true, signers: [] }), node }],
    ['full1', { engine: undefined, node }],
  ]);
  const status = describe(nodes, views);
  expect(status.map(({ name, state }) => [name, state])).toEqual([
    ['node1', 'up'],
    ['node2', 'peer'],
    ['node3', 'joining'],
    ['full1', 'down'],
  ]);
  expect(status.map(({ power }) => power)).toEqual([1, 1, 1, 0]);
  expect(status.map(({ signedLast }) => signedLast)).toEqual([true, true, false, undefined]);
  expect(status.map(({ signed }) => signed?.count)).toEqual([2, 2, 1, undefined]);
  expect(status.map(({ behind }) => behind)).toEqual([0, undefined, 3, undefined]);
  expect(status[0]!.peers).toEqual(['node2']);
});

test('two thirds of the votes are not enough, more than two thirds are', async () => {
  const { nodes, engine, node } = await network();
  const up = { engine: engine({}), node };
  const health = (names: string[]) =>
    networkHealth(describe(nodes, new Map(names.map((name) => [name, up]))), 1_000_000);
  expect(health(['node1', 'node2', 'full1'])).toMatchObject({ decides: false, power: { up: 2, all: 3 } });
  expect(health(['node1', 'node2', 'node3'])).toMatchObject({ decides: true, power: { up: 3, all: 3 } });
});

test('votes that members took away or gave count, whatever the network began with', async () => {
  const { nodes, engine, node } = await network();
  const address = validatorAddress(Buffer.from(nodes[3]!.publicKey, 'base64'));
  const up = { engine: engine({ power: new Map([[address, 5]]) }), node };
  const status = describe(nodes, new Map([['full1', up]]));
  expect(status.map(({ power }) => power)).toEqual([0, 0, 0, 5]);
  expect(networkHealth(status, 0)).toMatchObject({ decides: true, power: { up: 5, all: 5 } });
});

test('a network that rests is not late; one in which something waits is, and says its rounds', async () => {
  const { nodes, engine, node } = await network();
  const late = (waiting: number, round: number) => {
    const up = { engine: engine({ round }), node: { ...node, waiting } };
    const status = describe(nodes, new Map(['node1', 'node2', 'node3'].map((name) => [name, up])));
    return formatStatus(status, networkHealth(status, 1_004_500));
  };
  expect(late(0, 0)).not.toContain('old');
  expect(late(2, 0)).toContain('2 transactions wait; the newest block is 4.5 s old.');
  expect(late(2, 3)).toContain('Rounds without a decision: node1 is in 3, node2 is in 3, node3 is in 3.');
});

test('a network that does not run says so by its exit code, for people and for programs', async () => {
  const { folder } = await network();
  const { code, stdout } = await evmMl(['network', 'status', folder]);
  expect([code, stdout]).toEqual([2, expect.stringMatching(/^node1 +down +1 +- /m)]);
  expect(stdout).toContain('0 of 3 votes are up: no blocks before more than two thirds are.');
  const json = JSON.parse((await evmMl(['network', 'status', folder, '--json'])).stdout);
  expect(json).toMatchObject({
    decides: false,
    waiting: 0,
    nodes: [{ name: 'node1', state: 'down' }, {}, {}, {}],
  });
});
