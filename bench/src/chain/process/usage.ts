import { readdirSync, readFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What a process and all its descendants use. Linux alone tells; elsewhere all is 0. */
export interface Usage {
  /** Seconds of processor time since the start, user and system, of all threads and of children that have ended. */
  readonly cpuSeconds: number;
  /** Bytes of resident pages; of them those that belong to the processes alone. */
  readonly residentBytes: number;
  readonly ownBytes: number;
}

/** A tick of /proc: `USER_HZ` is 100 on every architecture that Node runs on. */
const ticksPerSecond = 100;

/** What a process and its descendants use now. @throws Error when the process is gone */
export function usageOf(pid: number): Usage {
  if (process.platform !== 'linux') return { cpuSeconds: 0, residentBytes: 0, ownBytes: 0 };
  const total = { cpuSeconds: 0, residentBytes: 0, ownBytes: 0 };
  for (const each of familyOf(pid)) {
    const { utime, stime, cutime, cstime } = readStat(each);
    total.cpuSeconds += (utime + stime + cutime + cstime) / ticksPerSecond;
    const status = readFileSync(`/proc/${each}/status`, 'utf8');
    const bytes = (name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024;
    total.residentBytes += bytes('VmRSS');
    total.ownBytes += bytes('RssAnon') + bytes('RssShmem');
  }
  return total;
}

/** A process and its descendants. */
function familyOf(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const { parent } = readStat(Number(name));
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    } catch {
      // It ended since the folder was read.
    }
  }
  const family = [pid];
  for (const each of family) family.push(...(children.get(each) ?? []));
  return family;
}

/** Fields of /proc/PID/stat, which follow the name in parentheses; see proc_pid_stat(5). */
function readStat(pid: number) {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const at = (field: number) => fields[field - 3] ?? 0;
  return { parent: at(4), utime: at(14), stime: at(15), cutime: at(16), cstime: at(17) };
}

/** Bytes of all files of a folder by their lengths: what a database has reserved on the disk beyond is not data yet. */
export async function bytesOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    try {
      bytes += (await stat(join(entry.parentPath, entry.name))).size;
    } catch {
      // The node has removed it since the folder was read.
    }
  }
  return bytes;
}
