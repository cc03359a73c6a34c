import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Member } from '../../cluster/member.ts';
import { until } from '../../cluster/until.ts';
import type { Fault } from '../fault.ts';
import { outsideNode } from '../outside-node.ts';
import { pickOne } from '../pick-one.ts';
import { goOn } from '../recovery.ts';

/** Seconds for which two vote with one key before it is asked whether they were found out, and until they must be. */
const [lasts, longest] = [15, 90];

/**
 * Milliseconds between members. What the twin signs comes at once, and an engine hands on no vote of somebody of whom
 * the other has one: only what is on its way already makes two.
 */
const delay = 200;

export const twins: readonly Fault[] = [
  {
    name: 'double-vote',
    does: 'a second machine votes with the key of a member, and knows nothing of what that one signed',
    holds: 'the others go on with one chain, a block of which proves that two votes were signed',
    async run({ cluster, random }) {
      const member = pickOne(random, cluster.members);
      const others = cluster.members.filter((other) => other !== member);
      // Keys of nodes and ports are another network's, the key that votes is the member's.
      const { member: twin, remove } = await outsideNode(cluster, 'twin', others);
      try {
        const key = 'engine/config/priv_validator_key.json';
        await cp(join(member.folder, key), join(twin.folder, key));
        const first = await heightOf(others[0]!);
        const mark = others[0]!.mark;
        cluster.links!.delay(delay);
        twin.start();
        const blocks = await goOn(others, lasts);
        const found = await until(
          async () => (await proofs(others[0]!, first)) || undefined,
          longest,
          () => `a block proves that two votes were signed\n${twin.tail()}`,
        );
        const said = await others[0]!.said(/signed two different votes/, mark, 10);
        return { blocks, 'proofs of double votes': found, said: said.trim() };
      } finally {
        cluster.links!.delay(0);
        await remove();
      }
    },
  },
];

async function heightOf(member: Member): Promise<number> {
  const status = (await member.engine('status')) as { sync_info: { latest_block_height: string } };
  return Number(status.sync_info.latest_block_height);
}

/** Proofs of double votes in the blocks of the engine after one. */
async function proofs(member: Member, after: number): Promise<number> {
  const top = await heightOf(member);
  let found = 0;
  for (let height = after + 1; height <= top; height++) {
    const { block } = (await member.engine('block', { height: `${height}` })) as {
      block: { evidence: { evidence: unknown[] | null } };
    };
    found += block.evidence.evidence?.length ?? 0;
  }
  return found;
}
