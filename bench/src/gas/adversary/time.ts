import { processorMilliseconds, type Timing, timeOf } from '../timing.ts';
import type { Attack } from './attack.ts';

/** Larger than the last cache of the processors that validators run on. */
const FLUSH = new Float64Array(2 ** 23);

/** Puts other memory into the processor's caches. */
function flush(): void {
  for (let i = 0; i < FLUSH.length; i += 8) FLUSH[i]! += 1;
}

/** Nanoseconds of processor time that an attack takes: the best of several samples, so what a neighbour costs is out. */
export async function timeAttack({ run, isCold }: Attack, timing: Timing): Promise<number> {
  if (!isCold) return timeOf(run, timing);
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < timing.samples; i++) {
    flush();
    const start = processorMilliseconds();
    const pending = run();
    if (pending instanceof Promise) await pending;
    best = Math.min(best, processorMilliseconds() - start);
  }
  return best * 1e6;
}
