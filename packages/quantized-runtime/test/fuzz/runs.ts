import { appendFileSync } from 'node:fs';

/**
 * `npm run fuzz` says how many inputs to try (`FUZZ_RUNS`), `npm run attack` for how long and from which seed on
 * (`FUZZ_SECONDS`, `FUZZ_SEED`). Otherwise a test tries few.
 */
const { FUZZ_RUNS, FUZZ_SECONDS, FUZZ_SEED, FUZZ_REPORT } = process.env;

export const isLong = FUZZ_RUNS !== undefined || FUZZ_SECONDS !== undefined;

/** What a run is called: how many inputs it tries, or for how long. */
export const extent = (few: number): string =>
  FUZZ_SECONDS === undefined ? `${FUZZ_RUNS ?? few}` : `${FUZZ_SECONDS} s of`;

const first = Number(FUZZ_SEED ?? 0) * 1_000_000;

/** Calls `trial` with one seed after another, and `half` once, after half of them or half of the time. Gives the number. */
export async function eachSeed(
  few: number,
  trial: (seed: number) => void | Promise<void>,
  half: () => void | Promise<void> = () => {},
): Promise<number> {
  const count = Number(FUZZ_RUNS ?? few);
  const start = performance.now();
  const share = (done: number): number =>
    FUZZ_SECONDS === undefined ? done / count : (performance.now() - start) / (Number(FUZZ_SECONDS) * 1000);
  let done = 0;
  for (let isHalf = false; share(done) < 1; done++) {
    if (!isHalf && share(done) >= 0.5) {
      isHalf = true;
      await half();
    }
    await trial(first + done);
  }
  return done;
}

/** Tells what a long run did: to who asked for it, or on the terminal. */
export function tell(figures: Readonly<Record<string, unknown>>): void {
  if (FUZZ_REPORT !== undefined) appendFileSync(FUZZ_REPORT, `${JSON.stringify(figures)}\n`);
  else if (isLong) console.log(figures);
}
