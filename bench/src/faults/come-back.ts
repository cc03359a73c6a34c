import { setTimeout as sleep } from 'node:timers/promises';
import { Finding } from '../attack/attack.ts';
import { type Stand, standOf } from '../cluster/cluster.ts';
import type { Member } from '../cluster/member.ts';
import type { Scene } from './fault.ts';
import { highest, secondsUntilAgreed } from './recovery.ts';

/** Seconds in which a member that was hurt has to come back or to refuse. */
const decides = 40;

/**
 * Starts a member that was hurt. Either it comes to the others' block, or it says that it cannot: then all it knows is
 * taken, and it has to come back from the blocks of the others.
 * @param isParted it may have a last block that the others do not have: it found out afterwards, and stands still
 * @returns what it did, in a word and with its last line
 * @throws Finding when it does neither, or is at another block of the same number
 */
export async function comeBack(scene: Scene, member: Member, isParted = false): Promise<string> {
  const { cluster } = scene;
  const mark = member.mark;
  const others = cluster.members.filter((other) => other !== member);
  const goal = await highest(others);
  member.start();
  const end = performance.now() + decides * 1_000;
  while (performance.now() < end) {
    const stand = await standOf(member);
    if (stand && !isParted) await expectSame(others[0]!, member, stand);
    if (stand && stand.block >= goal && (await isSame(others[0]!, stand))) return 'repaired';
    await sleep(200);
  }
  const refusal = await member.said(/the (node|engine) ended|can decide nothing/, mark, 1);
  await beginAnew(scene, member);
  return `refused (${refusal.trim()})`;
}

/** Takes all that a member knows of the chain, and has it run the blocks of the others again. */
export async function beginAnew({ cluster, traffic }: Scene, member: Member): Promise<void> {
  await member.stop();
  await member.forget();
  member.start();
  await secondsUntilAgreed(cluster);
  // What it alone knew of is lost with its disk.
  await traffic.sendAgain(cluster.members.find((other) => other !== member)!);
}

/** @throws Finding when the other member has another block of that number */
async function expectSame(other: Member, member: Member, stand: Stand): Promise<void> {
  if (await isSame(other, stand)) return;
  throw new Finding(`block ${stand.block} of ${member.name} is ${stand.hash}, of ${other.name} another one`);
}

/** True if a member has that block, or none of its number yet. */
async function isSame(other: Member, { block, hash }: Stand): Promise<boolean> {
  const number = `0x${block.toString(16)}`;
  const theirs = await other.call<{ hash: string } | null>('eth_getBlockByNumber', number, false);
  return theirs === null || theirs.hash === hash;
}
