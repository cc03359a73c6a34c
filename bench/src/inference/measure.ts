import type { Runner } from './engine.ts';

/** Times of one engine on one network, in microseconds a run. */
export interface Timing {
  /** The fastest of all samples: the figure that is compared, since it is disturbed least. */
  readonly best: number;
  readonly median: number;
  readonly samples: number;
  readonly runsPerSample: number;
}

export interface Contestant extends Runner {
  readonly engine: string;
  /** Called, untimed, before each sample. */
  enter?(): Promise<void>;
}

export interface MeasureOptions {
  /** How often every engine is sampled; the engines take turns. */
  readonly rounds: number;
  /** Length of one sample (short, so that some escape the other users of a shared machine), and of the warm-up. */
  readonly sampleMilliseconds: number;
  readonly warmUpMilliseconds: number;
}

/** Microseconds a run over `runs` runs. A run that answers at once is not awaited: awaiting costs a microtask. */
async function sample(contestant: Contestant, runs: number): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < runs; i++) {
    const pending = contestant.run();
    if (pending !== undefined) await pending;
  }
  return ((performance.now() - start) * 1000) / runs;
}

/** Warms up until the time is over; returns how many runs fill a sample. */
async function warmUp(contestant: Contestant, options: MeasureOptions): Promise<number> {
  await contestant.enter?.();
  const end = performance.now() + options.warmUpMilliseconds;
  let microseconds = await sample(contestant, 1);
  while (performance.now() < end) microseconds = await sample(contestant, 1);
  const few = Math.max(1, Math.ceil(1000 / microseconds));
  microseconds = await sample(contestant, few);
  return Math.max(1, Math.round((options.sampleMilliseconds * 1000) / microseconds));
}

/** Samples all contestants in turn, so that a slow spell of a shared machine meets every one of them. */
export async function measure(
  contestants: readonly Contestant[],
  options: MeasureOptions,
  progress: (round: number) => void,
): Promise<ReadonlyMap<string, Timing>> {
  const runs = new Map<Contestant, number>();
  for (const contestant of contestants) runs.set(contestant, await warmUp(contestant, options));
  const samples = new Map<Contestant, number[]>(contestants.map((contestant) => [contestant, []]));
  for (let round = 0; round < options.rounds; round++) {
    progress(round);
    for (const contestant of contestants) {
      await contestant.enter?.();
      samples.get(contestant)!.push(await sample(contestant, runs.get(contestant)!));
    }
  }
  return new Map(
    contestants.map((contestant) => {
      const sorted = samples.get(contestant)!.sort((a, b) => a - b);
      return [
        contestant.engine,
        {
          best: sorted[0]!,
          median: sorted[sorted.length >> 1]!,
          samples: sorted.length,
          runsPerSample: runs.get(contestant)!,
        },
      ];
    }),
  );
}
