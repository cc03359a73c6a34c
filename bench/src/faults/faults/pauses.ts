import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Figures, Finding } from '../../attack/attack.ts';
import type { Member } from '../../cluster/member.ts';
import type { Fault, Scene } from '../fault.ts';
import { pickOne } from '../pick-one.ts';
import { goOn, highest, secondsUntilAgreed, standStill } from '../recovery.ts';

/** Seconds that it lasts. */
const lasts = 10;

/** What `predict_cluster` says of signatures. */
interface Signatures {
  readonly missingSignatures: string;
  readonly validators: readonly { readonly address: string; readonly signed: boolean }[];
}

/** The address of a member's validator. */
async function addressOf({ folder }: Member): Promise<string> {
  const path = join(folder, 'engine/config/priv_validator_key.json');
  const { address } = JSON.parse(await readFile(path, 'utf8')) as { address: string };
  return `0x${address.toLowerCase()}`;
}

async function splitting(
  { cluster }: Scene,
  groups: readonly (readonly number[])[],
  meanwhile: () => Promise<Figures>,
): Promise<Figures> {
  await cluster.links!.split(groups);
  try {
    const figures = await meanwhile();
    const next = (await highest(cluster.members)) + 1;
    await cluster.links!.heal();
    return { ...figures, 'until all made the next block, s': await secondsUntilAgreed(cluster, next) };
  } finally {
    await cluster.links!.heal();
  }
}

export const pauses: readonly Fault[] = [
  {
    name: 'stop',
    does: 'SIGSTOP of a node and its engine for ten seconds',
    holds: 'the others go on and say whose signature is missing, it catches up',
    async run({ cluster, random }) {
      const member = pickOne(random, cluster.members);
      const others = cluster.members.filter((other) => other !== member);
      for (const half of ['node', 'engine'] as const) member.signal(half, 'SIGSTOP');
      try {
        const blocks = await goOn(others, lasts);
        const { missingSignatures, validators } = await others[0]!.call<Signatures>('predict_cluster');
        const silent = validators.filter(({ signed }) => !signed).map(({ address }) => address);
        const expected = await addressOf(member);
        if (silent.join() !== expected || Number(missingSignatures) !== 1)
          throw new Finding(`${expected} stands still, and signatures are missing of "${silent.join()}"`);
        return { blocks, 'signatures missing': Number(missingSignatures) };
      } finally {
        for (const half of ['node', 'engine'] as const) member.signal(half, 'SIGCONT');
      }
    },
  },
  {
    name: 'link-down',
    does: 'no connection to one member for ten seconds',
    holds: 'the others go on, it catches up',
    run: (scene) =>
      splitting(scene, [[0, 1, 2], [3]], async () => ({
        blocks: await goOn(scene.cluster.members.slice(0, 3), lasts),
      })),
  },
  {
    name: 'split-2-2',
    does: 'two and two members do not reach each other',
    holds: 'nobody goes on, and all do when they meet again',
    run: (scene) =>
      splitting(
        scene,
        [
          [0, 1],
          [2, 3],
        ],
        async () => {
          await standStill(scene.cluster.members, lasts);
          return {};
        },
      ),
  },
  {
    name: 'split-all',
    does: 'nobody reaches anybody',
    holds: 'nobody goes on, and all do when they meet again',
    run: (scene) =>
      splitting(scene, [[0], [1], [2], [3]], async () => {
        await standStill(scene.cluster.members, lasts);
        return {};
      }),
  },
  {
    name: 'ring',
    does: 'each member reaches two of the others',
    holds: 'all go on',
    async run({ cluster }) {
      await cluster.links!.ring();
      try {
        return { blocks: await goOn(cluster.members, lasts) };
      } finally {
        await cluster.links!.heal();
      }
    },
  },
  {
    name: 'slow-links',
    does: 'every byte between engines takes 200 ms',
    holds: 'all go on',
    async run({ cluster }) {
      cluster.links!.delay(200);
      try {
        return { blocks: await goOn(cluster.members, lasts) };
      } finally {
        cluster.links!.delay(0);
      }
    },
  },
];
