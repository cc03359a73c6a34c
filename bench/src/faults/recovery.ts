import { setTimeout as sleep } from 'node:timers/promises';
import { Finding } from '../attack/attack.ts';
import { type Cluster, standOf } from '../cluster/cluster.ts';
import type { Member } from '../cluster/member.ts';

/** Seconds after which a network has not recovered in which who is last made no step: how many blocks it has to run again, and how fast a machine is that others use, is no fault. */
const patience = 90;

/**
 * Seconds until every member is at the same block, with one decimal.
 * @param least number of it at the least
 * @throws Error when they do not get there
 */
export async function secondsUntilAgreed(cluster: Cluster, least = 0): Promise<number> {
  const start = performance.now();
  for (let last = -1; ; ) {
    try {
      await cluster.agree(patience, cluster.members, least);
      break;
    } catch (error) {
      const now = await lowest(cluster.members);
      if (now <= last) throw error;
      last = now;
    }
  }
  return Math.round((performance.now() - start) / 100) / 10;
}

/** The block of whoever is last; 0 while one does not answer. */
const lowest = async (members: readonly Member[]): Promise<number> =>
  Math.min(...(await Promise.all(members.map(async (member) => (await standOf(member))?.block ?? 0))));

/** The highest block that one of these has. */
export const highest = async (members: readonly Member[]): Promise<number> =>
  Math.max(...(await Promise.all(members.map(async (member) => (await standOf(member))?.block ?? 0))));

/**
 * Lets some seconds pass in which these have to go on.
 * @returns blocks that came
 * @throws Finding when none did
 */
export async function goOn(members: readonly Member[], seconds: number): Promise<number> {
  const before = await highest(members);
  await sleep(seconds * 1_000);
  const blocks = (await highest(members)) - before;
  if (blocks <= 0) throw new Finding(`no block came in ${seconds} s\n${members[0]!.tail()}`);
  return blocks;
}

/** Lets some seconds pass in which nobody may go on; what is on its way first has a second. @throws Finding */
export async function standStill(members: readonly Member[], seconds: number): Promise<void> {
  await sleep(1_000);
  const before = await highest(members);
  await sleep(seconds * 1_000);
  const blocks = (await highest(members)) - before;
  if (blocks !== 0) throw new Finding(`${blocks} blocks came where nobody has a majority`);
}
