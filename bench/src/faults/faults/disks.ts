import { execFile } from 'node:child_process';
import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Figures } from '../../attack/attack.ts';
import type { Member } from '../../cluster/member.ts';
import { comeBack } from '../come-back.ts';
import { type Fault, NotHere, type Scene } from '../fault.ts';
import { pickOne } from '../pick-one.ts';
import { goOn } from '../recovery.ts';

const run = promisify(execFile);

/** Bytes of the file system that a member gets. */
const size = 2 ** 27;

/** Seconds for which it has none, or may not write. */
const lasts = 10;

/** All of a folder but sockets, which are no files. */
const copy = (from: string, to: string) =>
  cp(from, to, { recursive: true, preserveTimestamps: true, filter: (path) => !path.endsWith('.sock') });

/**
 * Lays a member's folder on a file system of its own while something is done to it.
 * @param act returns what takes it back
 * @throws NotHere
 */
async function onOwnDisk(
  scene: Scene,
  act: (member: Member) => Promise<() => Promise<unknown>>,
): Promise<Figures> {
  const member = pickOne(scene.random, scene.cluster.members);
  const others = scene.cluster.members.filter((other) => other !== member);
  const { folder } = member;
  const aside = `${folder}.aside`;
  await member.stop();
  await rename(folder, aside);
  await mkdir(folder, { mode: 0o700 });
  let isMounted = false;
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'tmpfs', folder]).catch(
      (error: { stderr?: string }) => {
        throw new NotHere(`no file system can be mounted here: ${error.stderr?.trim()}`);
      },
    );
    isMounted = true;
    await copy(aside, folder);
    member.start();
    await scene.cluster.agree(60);
    const undo = await act(member);
    const blocks = await goOn(others, lasts);
    await member.stop();
    await undo();
    const outcome = await comeBack(scene, member);
    await member.stop();
    await rm(aside, { recursive: true });
    await copy(folder, aside);
    return { blocks, [member.name]: outcome };
  } finally {
    await member.stop();
    if (isMounted) await run('umount', ['-l', folder]);
    await rm(folder, { recursive: true });
    await rename(aside, folder);
    member.start();
  }
}

export const disks: readonly Fault[] = [
  {
    name: 'disk-full',
    does: "a member's disk is full for ten seconds",
    holds: 'the others go on; it stops or waits, and goes on when there is room',
    run: (scene) =>
      onOwnDisk(scene, async (member) => {
        const filler = join(member.folder, 'filler');
        await writeFile(filler, Buffer.alloc(size)).catch(() => undefined);
        return () => rm(filler, { force: true });
      }),
  },
  {
    name: 'disk-read-only',
    does: "a member's disk takes no writes for ten seconds",
    holds: 'the others go on; it stops or waits, and goes on when it may write',
    run: (scene) =>
      onOwnDisk(scene, async (member) => {
        // What is open for writing cannot be taken away: it meets that at its start.
        const remount = (how: string) => run('mount', ['-o', `remount,${how}`, member.folder]);
        await member.stop();
        await remount('ro');
        member.start();
        return () => remount('rw');
      }),
  },
];
