import { readFileSync } from 'node:fs';
import type { Engine } from './engine.ts';
import { type Senders, signTransfers } from './workload.ts';

/** Memory of the process after a number of blocks, in MiB. */
export interface MemorySample {
  readonly block: number;
  /** JavaScript objects, after a collection when Node runs with `--expose-gc`. */
  readonly heapMB: number;
  /** All resident pages. */
  readonly residentMB: number;
  /** Resident pages that belong to the process alone: heaps, native memory, stacks. Linux only. */
  readonly anonymousMB?: number;
  /** Resident pages of mapped files, the database above all, which the system takes back when it needs them. Linux only. */
  readonly mappedMB?: number;
}

const SAMPLES = 25;

/** Runs blocks of one transfer each and takes the memory 25 times on the way. */
export async function watchMemory(engine: Engine, senders: Senders, blocks: number): Promise<MemorySample[]> {
  const samples: MemorySample[] = [];
  const step = Math.ceil(blocks / SAMPLES);
  for (let done = 0; done < blocks; ) {
    const next = Math.min(blocks, done + step);
    for (; done < next; ) {
      const signed = await signTransfers(senders, Math.min(100, next - done), 0);
      for (const raw of signed) await engine.runBlock([raw]);
      done += signed.length;
    }
    globalThis.gc?.();
    samples.push(takeMemory(done));
    process.stderr.write(
      `${process.stderr.isTTY ? '\r\x1b[K' : ''}${done} of ${blocks} blocks${process.stderr.isTTY ? '' : '\n'}`,
    );
  }
  return samples;
}

function takeMemory(block: number): MemorySample {
  const { heapUsed, rss } = process.memoryUsage();
  return { block, heapMB: toMB(heapUsed), residentMB: toMB(rss), ...residentKinds() };
}

/** `RssAnon` and `RssFile` of the kernel's account; empty where there is none. */
function residentKinds(): Pick<MemorySample, 'anonymousMB' | 'mappedMB'> {
  if (process.platform !== 'linux') return {};
  const status = readFileSync('/proc/self/status', 'utf8');
  const kilobytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]);
  return { anonymousMB: toMB(kilobytes('RssAnon') * 1024), mappedMB: toMB(kilobytes('RssFile') * 1024) };
}

const toMB = (bytes: number) => Math.round(bytes / 2 ** 20);
