import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Finding } from '../../attack/attack.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { evmMl } from '../../cluster/evm-ml.ts';
import type { Member } from '../../cluster/member.ts';
import { until } from '../../cluster/until.ts';
import type { Fault, Scene } from '../fault.ts';
import { outsideNode } from '../outside-node.ts';
import { pickOne } from '../pick-one.ts';
import { secondsUntilAgreed } from '../recovery.ts';

/** Seconds in which a node has to join. */
const patience = 150;

/** Number of a block by which each member has two snapshots, and offers one at the least. */
const enough = 45;

const joined = /joined with the state of this block/;
const refusedChunk = /chunk \d+ of a snapshot at height \d+ is refused/;

/** A node without blocks that is to begin with a snapshot of the members'. */
async function lateNode(cluster: Cluster) {
  await secondsUntilAgreed(cluster, enough);
  const { members } = cluster;
  const late = await outsideNode(cluster, 'late', members);
  const { signed_header: signed } = (await members[0]!.engine('commit')) as {
    signed_header: { header: { height: string }; commit: { block_id: { hash: string } } };
  };
  const trusted = `${signed.header.height}:${signed.commit.block_id.hash}`;
  const servers = members.map(({ folder }) => `unix://${join(folder, 'engine.sock')}`);
  await evmMl('network', 'state-sync', late.member.folder, '--rpc', servers.join(','), '--trust', trusted);
  return late;
}

/** Waits until a late node has joined and is where the members are. */
async function hasJoined({ cluster }: Scene, late: Member, mark: number): Promise<void> {
  await late.said(joined, mark, patience);
  await cluster.agree(patience, [...cluster.members, late]);
}

/** Starts a member whose node was modified, or is to be. @param forged what it offers; undefined: what is right */
async function startAgain({ cluster }: Scene, member: Member, forged?: string): Promise<void> {
  await member.stop();
  const preload = new URL('../byzantine/forge-snapshots.js', import.meta.url);
  member.start(forged === undefined ? {} : { NODE_OPTIONS: `--import=${preload}`, FORGED: forged });
  await secondsUntilAgreed(cluster);
}

/** What is sent for a chunk: one kind more than there are members. */
const kinds = ['other', 'cut', 'longer', 'empty', 'state'];

/** Has three members lie after all four did. */
async function lied(scene: Scene) {
  const { cluster, random } = scene;
  const { members } = cluster;
  const first = Math.floor(random() * kinds.length);
  const { member: late, remove } = await lateNode(cluster);
  try {
    for (const [at, member] of members.entries())
      await startAgain(scene, member, kinds[(first + at) % kinds.length]);
    const mark = late.mark;
    late.start();
    await late.said(refusedChunk, mark, patience);
    // Whoever is left is asked, and lies.
    await until(
      () => late.count(refusedChunk, mark) >= members.length || undefined,
      patience,
      () => `all are refused\n${late.tail()}`,
    );
    if (late.count(joined, mark) > 0) throw new Finding('a node joined where all lie');
    const block = await late.call<{ number: string } | null>('eth_getBlockByNumber', 'latest', false);
    if (block !== null && Number(block.number) !== 0)
      throw new Finding(`a node has block ${block.number} where all lie`);
    const refusedByAll = late.count(refusedChunk, mark);
    await late.stop();
    const honest = pickOne(random, members);
    await startAgain(scene, honest);
    const again = late.mark;
    late.start();
    await hasJoined(scene, late, again);
    return {
      'chunks refused where all lied': refusedByAll,
      'chunks refused where one did not': late.count(refusedChunk, again),
    };
  } finally {
    await remove();
    for (const member of members) await startAgain(scene, member);
  }
}

/** Kills a node while it joins, again and again, each time a little later. */
async function killed(scene: Scene) {
  const { cluster, random } = scene;
  const { member: late, remove } = await lateNode(cluster);
  try {
    let before = 0;
    for (const most of [1, 2, 3, 4]) {
      const mark = late.mark;
      late.start();
      await late.said(/the engine is process/, mark, patience);
      await sleep(random() * most * 1_000);
      if (late.count(joined, mark) === 0) before++;
      await late.kill();
    }
    const mark = late.mark;
    late.start();
    await cluster.agree(patience, [...cluster.members, late]);
    return { 'killed before it had joined': before, 'joined after the last': late.count(joined, mark) };
  } finally {
    await remove();
  }
}

export const joins: readonly Fault[] = [
  {
    name: 'join-killed',
    does: 'SIGKILL of a node, its engine and its supervisor while it joins by a snapshot, four times',
    holds: 'it joins, or goes on where it had, when it is started again',
    run: killed,
  },
  {
    name: 'join-lied-to',
    does: 'a node joins by a snapshot where all members send wrong chunks (other bytes, cut, longer, empty lists, another state), then where one does not',
    holds: 'what is wrong is refused, and nothing of it is kept; it joins by the one that does not lie',
    run: lied,
  },
];
