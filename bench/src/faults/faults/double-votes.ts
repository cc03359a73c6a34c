import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Figures } from '../../attack/attack.ts';
import { until } from '../../cluster/until.ts';
import { doubleVotesProved, heightOf } from '../double-votes-proved.ts';
import { doubleVotes as votingTwice } from '../engines/double-votes.ts';
import { modifiedEngine } from '../engines/modified-engine.ts';
import type { Fault, Scene } from '../fault.ts';
import { outsideNode } from '../outside-node.ts';
import { pickOne } from '../pick-one.ts';
import { goOn, secondsUntilAgreed } from '../recovery.ts';

/** Seconds for which somebody votes twice, and until which it must have been found out. */
const [lasts, longest] = [10, 60];

/** Milliseconds between members, for a twin: what it signs comes at once, what the member signs is on its way. */
const delay = 200;

/** A member's engine is modified: it signs two prevotes in each round. */
async function votesTwice({ cluster, random }: Scene): Promise<Figures> {
  const engine = await modifiedEngine(votingTwice);
  const member = pickOne(random, cluster.members);
  const others = cluster.members.filter((other) => other !== member);
  const first = await heightOf(others[0]!);
  const mark = others[0]!.mark;
  await member.stop();
  member.start({ EVM_ML_COMETBFT: engine });
  try {
    const blocks = await goOn(others, lasts);
    const proofs = await until(
      async () => (await doubleVotesProved(others[0]!, first)) || undefined,
      longest,
      () => `a block proves that two votes were signed\n${member.tail()}`,
    );
    const said = await others[0]!.said(/signed two different votes/, mark, 10);
    return { blocks, 'proofs of double votes': proofs, said: said.trim() };
  } finally {
    await member.stop();
    member.start();
    await secondsUntilAgreed(cluster);
  }
}

/** A second machine has the key of a member. Keys of nodes and ports are its own. */
async function hasTwin({ cluster, random }: Scene): Promise<Figures> {
  const member = pickOne(random, cluster.members);
  const others = cluster.members.filter((other) => other !== member);
  const { member: twin, remove } = await outsideNode(cluster, 'twin', others);
  try {
    const key = 'engine/config/priv_validator_key.json';
    await cp(join(member.folder, key), join(twin.folder, key));
    const first = await heightOf(others[0]!);
    cluster.links!.delay(delay);
    twin.start();
    const blocks = await goOn(others, lasts);
    return { blocks, 'proofs of double votes': await doubleVotesProved(others[0]!, first) };
  } finally {
    cluster.links!.delay(0);
    await remove();
  }
}

export const doubleVotes: readonly Fault[] = [
  {
    name: 'double-vote',
    does: 'a member signs two different votes in each round, and tells all the others of both',
    holds: 'the others go on with one chain, a block of which proves it, and name the member in their logs',
    run: votesTwice,
  },
  {
    name: 'twin',
    does: 'a second machine votes with the key of a member, and knows nothing of what that one signed; bytes between members take 200 ms',
    holds: 'the others go on with one chain',
    run: hasTwin,
  },
];
