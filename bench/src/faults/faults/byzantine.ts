import type { Figures } from '../../attack/attack.ts';
import { comeBack } from '../come-back.ts';
import type { Fault, Scene } from '../fault.ts';
import { pickOne } from '../pick-one.ts';
import { goOn } from '../recovery.ts';

/** Seconds for which a member is not what it should be. */
const lasts = 10;

/**
 * A member's node is modified for some seconds; the others have to go on.
 * @param isParted whether it comes to what the others do not have
 */
export async function modified(
  scene: Scene,
  module: string,
  env: Readonly<Record<string, string>>,
  isParted = false,
): Promise<Figures> {
  const member = pickOne(scene.random, scene.cluster.members);
  const others = scene.cluster.members.filter((other) => other !== member);
  await member.stop();
  const preload = new URL(`../byzantine/${module}.js`, import.meta.url);
  member.start({ NODE_OPTIONS: `--import=${preload}`, ...env });
  await scene.cluster.agree(60, others);
  const blocks = await goOn(others, lasts);
  await member.stop();
  return { blocks, [member.name]: await comeBack(scene, member, isParted) };
}

const forged = {
  garbage: 'bytes that are no transaction',
  empty: 'an empty transaction',
  twice: 'a transaction twice',
  gap: 'transactions in an order in which their nonces have gaps',
  crowd: 'two million empty transactions, as many as the engine lets through',
  cut: 'transactions without their last byte',
};

export const byzantine: readonly Fault[] = [
  ...Object.entries(forged).map(([name, what]) => ({
    name: `propose-${name}`,
    does: `a member proposes ${what}`,
    holds: 'its proposals are refused, the others go on',
    run: (scene: Scene) => modified(scene, 'forge-proposals', { FORGED: name }),
  })),
  {
    name: 'wrong-gas',
    does: 'a member says that transactions used other gas',
    holds: 'it stops, the others go on',
    run: (scene) => modified(scene, 'forge-gas', {}, true),
  },
  {
    name: 'wrong-hash',
    does: 'a member names another application hash',
    holds: 'it stops, the others go on',
    run: (scene) => modified(scene, 'forge-hash', {}, true),
  },
  {
    name: 'other-state',
    does: 'a member executes to another state',
    holds: 'it stops, the others go on',
    run: (scene) => modified(scene, 'other-state', {}, true),
  },
];
