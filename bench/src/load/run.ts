import { Pruned } from './client.ts';
import type { Ledger } from './ledger.ts';
import type { Actor } from './scene.ts';

/**
 * Lets every actor have turn after turn until the time is over; a turn that has begun is finished. A turn that throws
 * is an unexpected error, and the next one comes all the same.
 */
export async function run(actors: readonly Actor[], ledger: Ledger, until: number): Promise<void> {
  await Promise.all(
    actors.map(async ({ name, every, turn }) => {
      while (Date.now() < until) {
        const next = Date.now() + every;
        await turn().catch((error: unknown) => {
          if (error instanceof Pruned) return;
          ledger.unexpectedError(name, error instanceof Error ? error.message : String(error));
        });
        const wait = Math.min(next, until) - Date.now();
        if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }),
  );
  for (const { end } of actors) await end?.();
}
