import { setTimeout as sleep } from 'node:timers/promises';
import { type Hex, toHex } from 'viem';
import { Finding } from '../attack/attack.ts';
import { type Cluster, standOf } from '../cluster/cluster.ts';
import type { Member } from '../cluster/member.ts';

/** Seconds after which a network has not recovered in which who is last made no step: how many blocks it has to run again, and how fast a machine is that others use, is no fault. */
const patience = 90;

/** Milliseconds between two looks. */
const pause = 100;

/**
 * Seconds until every member has the block that the first of them had now, with one decimal: under traffic they seldom
 * stand at the same one.
 * @param least number of it at the least
 * @throws Finding when they do not get there, or one of them has another block of this number
 */
export async function secondsUntilAgreed({ members }: Cluster, least = 0): Promise<number> {
  const start = performance.now();
  const block = Math.max(least, await highest(members));
  for (let [last, moved] = [-1, start]; ; await sleep(pause)) {
    const stands = await Promise.all(members.map(standOf));
    const lowest = Math.min(...stands.map((stand) => stand?.block ?? -1));
    if (lowest >= block) break;
    if (lowest > last) [last, moved] = [lowest, performance.now()];
    else if (performance.now() - moved > patience * 1_000) {
      const where = members.map(({ name }, at) => `${name} ${stands[at]?.block ?? 'does not answer'}`);
      const silent = members.find((_, at) => stands[at] === undefined) ?? members[0]!;
      throw new Finding(`not all have block ${block}: ${where.join(', ')}\n${silent.tail()}`);
    }
  }
  const hashes = await Promise.all(members.map((member) => hashOf(member, block)));
  if (new Set(hashes).size !== 1) throw new Finding(`block ${block} differs: ${hashes.join(', ')}`);
  return Math.round((performance.now() - start) / 100) / 10;
}

const hashOf = async (member: Member, block: number): Promise<Hex> =>
  (await member.call<{ hash: Hex }>('eth_getBlockByNumber', toHex(block), false)).hash;

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
