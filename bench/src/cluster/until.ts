import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between two looks. */
const pause = 100;

/**
 * Looks again and again until something is there.
 * @param look undefined while it is not
 * @param patience seconds
 * @throws Error in the words of `what` when it does not come in time
 */
export async function until<T>(
  look: () => Promise<T | undefined> | T | undefined,
  patience: number,
  what: () => string,
): Promise<T> {
  for (const end = performance.now() + patience * 1_000; ; await sleep(pause)) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`not within ${patience} s: ${what()}`);
  }
}
