import { open, readdir, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { Figures } from '../../attack/attack.ts';
import type { Member } from '../../cluster/member.ts';
import { beginAnew, comeBack } from '../come-back.ts';
import type { Fault, Scene } from '../fault.ts';
import { pickOne } from '../pick-one.ts';

/** Bytes that are changed, or the share of a file that is cut off at the most. */
const [flips, cut] = [16, 0.5];

const places = {
  wal: { folder: 'engine/data/cs.wal', what: "the engine's log of votes" },
  blocks: { folder: 'engine/data/blockstore.db', what: "the engine's blocks" },
  engine: { folder: 'engine/data/state.db', what: "the engine's state" },
  chain: { folder: 'data', what: "the node's database" },
} as const;

const ways = {
  flipped: { does: `${flips} bytes are changed in`, act: flip },
  cut: { does: 'the end is cut off of', act: cutOff },
} as const;

/** The largest file of a folder, where damage meets what is used. */
async function largest(folder: string): Promise<string> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !/LOCK|lock/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).blocks));
  return files[sizes.indexOf(Math.max(...sizes))]!;
}

async function flip(path: string, random: () => number): Promise<void> {
  const { size } = await stat(path);
  const file = await open(path, 'r+');
  try {
    for (let i = 0; i < flips; i++) {
      const at = Math.floor(random() * size);
      const { buffer } = await file.read(Buffer.alloc(1), 0, 1, at);
      await file.write(Buffer.of(buffer[0]! ^ (1 << Math.floor(random() * 8))), 0, 1, at);
    }
  } finally {
    await file.close();
  }
}

async function cutOff(path: string, random: () => number): Promise<void> {
  const { size } = await stat(path);
  await truncate(path, Math.floor(size * (1 - cut * random())));
}

async function damage(
  scene: Scene,
  { folder }: { folder: string },
  act: (path: string, random: () => number) => Promise<void>,
): Promise<Figures> {
  const member: Member = pickOne(scene.random, scene.cluster.members);
  await member.stop();
  await act(await largest(join(member.folder, folder)), scene.random);
  const outcome = await comeBack(scene, member);
  // What has not been read yet may still be damaged: who knows of it does not go on with it.
  if (outcome === 'repaired') await beginAnew(scene, member);
  return { [member.name]: outcome };
}

export const damages: readonly Fault[] = Object.entries(places).flatMap(([place, where]) =>
  Object.entries(ways).map(([way, { does, act }]) => ({
    name: `${place}-${way}`,
    does: `${does} ${where.what}`,
    holds: 'the member comes back with the same blocks or says why it cannot',
    run: (scene: Scene) => damage(scene, where, act),
  })),
);
