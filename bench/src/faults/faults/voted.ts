import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { developmentAccounts, developmentGenesis } from '@evm-ml/node/parts';
import type { Hex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { Finding } from '../../attack/attack.ts';
import { type Cluster, standOf } from '../../cluster/cluster.ts';
import { type Member, Refused } from '../../cluster/member.ts';
import { until } from '../../cluster/until.ts';
import { heightOf } from '../double-votes-proved.ts';
import type { Fault, Scene } from '../fault.ts';
import { outsideNode } from '../outside-node.ts';
import { pickOne } from '../pick-one.ts';
import { goOn, secondsUntilAgreed } from '../recovery.ts';
import { decide } from '../votes.ts';
import { modified } from './byzantine.ts';

/** Seconds until what was decided has to act. */
const patience = 60;

/** Seconds for which a stranger tries. */
const lasts = 10;

/** Accounts of the development chain: all that send here, and one that no rule knows. */
const [senders, stranger] = [developmentAccounts().slice(0, 8), developmentAccounts()[9]!];

/** A validator is voted out, and in again. */
async function votedOut({ cluster, random }: Scene) {
  const member = pickOne(random, cluster.members.slice(1));
  const [watcher] = cluster.members as [Member];
  const { key, node } = await keysOf(cluster, member);
  const before = await heightOf(watcher);
  const decision = await decide(cluster, `remove-validator ${key}`);
  const without = await actsTwoLater(watcher, decision, before, 3);
  const blocks = await goOn(cluster.members, lasts);
  await secondsUntilAgreed(cluster);
  const between = await heightOf(watcher);
  const account = developmentAccounts()[5]!.address;
  const other = await decide(cluster, `add-validator ${key} ${account} ${account} ${node}`);
  const again = await actsTwoLater(watcher, other, between, 4);
  await goOn(cluster.members, lasts);
  return { blocks, 'three decide from': without, 'four again from': again };
}

async function keysOf({ folder }: Cluster, { name }: Member): Promise<{ key: string; node: string }> {
  const { nodes } = JSON.parse(await readFile(join(folder, 'network.json'), 'utf8')) as {
    nodes: { name: string; publicKey: string; nodeId: string }[];
  };
  const { publicKey, nodeId } = nodes.find((each) => each.name === name)!;
  return { key: publicKey, node: nodeId };
}

/**
 * Finds the block of the engine from which on so many decide.
 * @param decision hash of our block that changes who does, which the header of the engine's next block names
 * @returns its height
 * @throws Finding when it is not the second after the one with the decision
 */
async function actsTwoLater(member: Member, decision: Hex, after: number, count: number): Promise<number> {
  const height = await until(
    async () => {
      const top = await heightOf(member);
      for (let each = after + 1; each <= top; each++)
        if ((await validatorsAt(member, each)) === count) return each;
      return undefined;
    },
    patience,
    () => `${count} validators decide\n${member.tail()}`,
  );
  const { block } = (await member.engine('block', { height: `${height - 1}` })) as {
    block: { header: { app_hash: string } };
  };
  if (`0x${block.header.app_hash.toLowerCase()}` !== decision)
    throw new Finding(
      `${count} validators decide from block ${height} of the engine, not two after ${decision}`,
    );
  return height;
}

async function validatorsAt(member: Member, height: number): Promise<number> {
  const { total } = (await member.engine('validators', { height: `${height}` })) as { total: string };
  return Number(total);
}

/** An account without the right to send tries at all members; then a modified member proposes what it signed. */
async function strangerSends(scene: Scene) {
  const { cluster } = scene;
  await decide(
    cluster,
    `set-rights ${senders.map(({ address }) => address).join(',')} send,deploy,publish`,
    'set-rules send',
  );
  try {
    await secondsUntilAgreed(cluster);
    const account = privateKeyToAccount(stranger.privateKey);
    const raw = await account.signTransaction({
      ...{ chainId: developmentGenesis().config.chainId, nonce: 0, to: account.address, gas: 21_000n },
      ...{ maxFeePerGas: 10n ** 12n, maxPriorityFeePerGas: 10n ** 9n, type: 'eip1559' },
    });
    for (const member of cluster.members)
      await member.call('eth_sendRawTransaction', raw).then(
        () => Promise.reject(new Finding(`${member.name} took what a stranger sent`)),
        (error: unknown) => {
          if (!(error instanceof Refused)) throw error;
        },
      );
    const figures = await modified(scene, 'forge-proposals', { FORGED: 'given', GIVEN: raw.slice(2) });
    const nonce = await cluster.members[0]!.call<string>(
      'eth_getTransactionCount',
      account.address,
      'latest',
    );
    if (Number(nonce) !== 0) throw new Finding('a block has what a stranger sent');
    return { refused: cluster.members.length, ...figures };
  } finally {
    await decide(cluster, 'set-rules none');
  }
}

/** A node that is in no list calls all members. */
async function strangerConnects({ cluster }: Scene) {
  await decide(cluster, 'set-rules nodes');
  const { member: outsider, remove } = await outsideNode(cluster, 'stranger', cluster.members);
  try {
    outsider.start();
    const blocks = await goOn(cluster.members, lasts);
    const stand = await standOf(outsider);
    if (stand !== undefined && stand.block > 0)
      throw new Finding(`a node that may not connect has block ${stand.block}`);
    return { blocks, 'blocks that it got': stand?.block ?? 0 };
  } finally {
    await remove();
    await decide(cluster, 'set-rules none');
  }
}

export const voted: readonly Fault[] = [
  {
    name: 'voted-out',
    does: 'the members vote a validator out, and in again',
    holds: 'it acts two blocks of the engine later; the others go on, and it follows them',
    run: votedOut,
  },
  {
    name: 'stranger-sends',
    does: 'an account that may not send does, and a modified member proposes what it signed',
    holds: 'all refuse it, its proposals too; the others go on',
    run: strangerSends,
  },
  {
    name: 'stranger-connects',
    does: 'a node that may not connect calls all members',
    holds: 'it gets no block; the others go on',
    run: strangerConnects,
  },
];
