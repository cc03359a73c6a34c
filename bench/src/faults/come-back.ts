import { setTimeout as sleep } from 'node:timers/promises';
import { Finding } from '../attack/attack.ts';
import { standOf } from '../cluster/cluster.ts';
import type { Member } from '../cluster/member.ts';
import type { Scene } from './fault.ts';
import { highest, secondsUntilAgreed } from './recovery.ts';

/** Seconds in which a member that was hurt has to come back or to refuse. */
const decides = 40;

/**
 * Starts a member that was hurt. Either it comes to the others' block, or it says that it cannot: then all it knows is
 * taken, and it has to come back from the blocks of the others.
 * @returns what it did, in a word and with its last line
 * @throws Finding when it does neither, or is at another block of the same number
 */
export async function comeBack({ cluster, traffic }: Scene, member: Member): Promise<string> {
  const mark = member.mark;
  const others = cluster.members.filter((other) => other !== member);
  const goal = await highest(others);
  member.start();
  const end = performance.now() + decides * 1_000;
  while (performance.now() < end) {
    const stand = await standOf(member);
    if (stand) await expectSame(others[0]!, member, stand);
    if (stand && stand.block >= goal) return 'repaired';
    await sleep(200);
  }
  const refusal = await member.said(/the (node|engine) ended|can decide nothing/, mark, 1);
  await member.stop();
  await member.forget();
  member.start();
  await secondsUntilAgreed(cluster);
  // What it alone knew of is lost with its disk.
  await traffic.sendAgain(others[0]!);
  return `refused (${refusal.trim()})`;
}

async function expectSame(other: Member, member: Member, { block, hash }: { block: number; hash: string }) {
  const theirs = await other.call<{ hash: string } | null>(
    'eth_getBlockByNumber',
    `0x${block.toString(16)}`,
    false,
  );
  if (theirs && theirs.hash !== hash)
    throw new Finding(`block ${block} of ${member.name} is ${hash}, of ${other.name} ${theirs.hash}`);
}
