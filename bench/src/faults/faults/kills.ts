import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, Scene } from '../fault.ts';
import { pickOne } from '../pick-one.ts';
import { highest, secondsUntilAgreed } from '../recovery.ts';

/** Times that each kind of kill is tried. */
const rounds = 4;

/** Milliseconds within which a kill comes after the network agreed. */
const within = 400;

async function killing(
  { cluster, random }: Scene,
  kill: (member: Scene['cluster']['members'][number]) => Promise<void> | void,
) {
  let longest = 0;
  for (let round = 0; round < rounds; round++) {
    await sleep(random() * within);
    await kill(pickOne(random, cluster.members));
    longest = Math.max(longest, await secondsUntilAgreed(cluster));
  }
  return { kills: rounds, 'longest until all agreed, s': longest };
}

export const kills: readonly Fault[] = [
  {
    name: 'kill-node',
    does: 'SIGKILL of a node that executes',
    holds: 'its supervisor brings it back',
    run: (scene) => killing(scene, (member) => member.signal('node', 'SIGKILL')),
  },
  {
    name: 'kill-engine',
    does: 'SIGKILL of an engine that decides',
    holds: 'its supervisor brings it back',
    run: (scene) => killing(scene, (member) => member.signal('engine', 'SIGKILL')),
  },
  {
    name: 'kill-member',
    does: 'SIGKILL of node, engine and supervisor of a member',
    holds: 'it goes on when it is started again',
    run: (scene) =>
      killing(scene, async (member) => {
        await member.kill();
        member.start();
      }),
  },
  {
    name: 'kill-all',
    does: 'SIGKILL of everything at once, under traffic',
    holds: 'what was acknowledged before is in a block afterwards',
    async run({ cluster, random }) {
      let longest = 0;
      for (let round = 0; round < rounds; round++) {
        await sleep(random() * within);
        const before = await highest(cluster.members);
        await Promise.all(cluster.members.map((member) => member.kill()));
        for (const member of cluster.members) member.start();
        // One more than any had: nothing is over before they make blocks again.
        longest = Math.max(longest, await secondsUntilAgreed(cluster, before + 1));
      }
      return { kills: rounds, 'longest until all agreed, s': longest };
    },
  },
  {
    name: 'engine-points',
    does: 'an engine ends at each of its nine points (FAIL_TEST_INDEX) between deciding a block and having it on disk',
    holds: 'it goes on with that block',
    async run({ cluster, random }) {
      let longest = 0;
      for (let point = 0; point <= 8; point++) {
        const member = pickOne(random, cluster.members);
        await member.stop();
        const mark = member.mark;
        member.start({ FAIL_TEST_INDEX: `${point}` });
        await member.said(/the engine ended \(code 1\)/, mark, 60);
        await member.stop();
        member.start();
        longest = Math.max(longest, await secondsUntilAgreed(cluster));
      }
      return { points: 9, 'longest until all agreed, s': longest };
    },
  },
];
