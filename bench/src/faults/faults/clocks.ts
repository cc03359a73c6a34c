import type { Figures } from '../../attack/attack.ts';
import { modifiedEngine } from '../engines/modified-engine.ts';
import { otherClock } from '../engines/other-clock.ts';
import type { Fault, Scene } from '../fault.ts';
import { pickOne } from '../pick-one.ts';
import { goOn, secondsUntilAgreed } from '../recovery.ts';

/** Seconds for which it lasts. */
const lasts = 10;

const clock = new URL('../byzantine/clock.js', import.meta.url);

/** Gives a member another time, its node and its engine. */
async function skew({ cluster, random }: Scene, seconds: number): Promise<Figures> {
  const engine = await modifiedEngine(otherClock(seconds));
  const member = pickOne(random, cluster.members);
  const others = cluster.members.filter((other) => other !== member);
  await member.stop();
  member.start({
    EVM_ML_COMETBFT: engine,
    SKEWED_SECONDS: `${seconds}`,
    NODE_OPTIONS: `--import=${clock}`,
  });
  try {
    return { blocks: await goOn(others, lasts) };
  } finally {
    await member.stop();
    member.start();
    await secondsUntilAgreed(cluster);
  }
}

export const clocks: readonly Fault[] = [61, -61].map((seconds) => ({
  name: seconds > 0 ? 'clock-ahead' : 'clock-behind',
  does: `a member's clock is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead' : 'behind'}`,
  holds: 'the others go on; it comes back when its clock is right',
  run: (scene: Scene) => skew(scene, seconds),
}));
