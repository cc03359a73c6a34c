import type { Runner } from './engine.ts';

/** Times of one engine on one network, in microseconds a run. */
export interface Timing {
  /** The fastest of all samples: the figure that is compared, since it is disturbed least. */
  readonly best: number;
  readonly median: number;
  /**
   * The least processor time of all samples, all threads of the process together: what is left of a run when
   * the machine's other users are taken away. For runs of milliseconds on a busy machine the better figure.
   */
  readonly processor: number;
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
  /** Length of one sample (short enough for some to escape the other users of a shared machine, long enough to be warm), and of the warm-up. */
  readonly sampleMilliseconds: number;
  readonly warmUpMilliseconds: number;
}

interface Sample {
  readonly wall: number;
  readonly processor: number;
}

/** Microseconds a run over `runs` runs. A run that answers at once is not awaited: awaiting costs a microtask. */
async function sample(contestant: Contestant, runs: number): Promise<Sample> {
  const before = process.cpuUsage();
  const start = performance.now();
  for (let i = 0; i < runs; i++) {
    const pending = contestant.run();
    if (pending !== undefined) await pending;
  }
  const wall = ((performance.now() - start) * 1000) / runs;
  const { user, system } = process.cpuUsage(before);
  return { wall, processor: (user + system) / runs };
}

/** Warms up until the time is over; returns how many runs fill a sample. */
async function warmUp(contestant: Contestant, options: MeasureOptions): Promise<number> {
  await contestant.enter?.();
  const end = performance.now() + options.warmUpMilliseconds;
  let { wall } = await sample(contestant, 1);
  while (performance.now() < end) ({ wall } = await sample(contestant, 1));
  const few = Math.max(1, Math.ceil(1000 / wall));
  ({ wall } = await sample(contestant, few));
  return Math.max(1, Math.round((options.sampleMilliseconds * 1000) / wall));
}

/** Samples all contestants in turn, so that a slow spell of a shared machine meets every one of them. */
export async function measure(
  contestants: readonly Contestant[],
  options: MeasureOptions,
  progress: (round: number) => void,
): Promise<ReadonlyMap<string, Timing>> {
  const runs = new Map<Contestant, number>();
  for (const contestant of contestants) runs.set(contestant, await warmUp(contestant, options));
  const samples = new Map<Contestant, Sample[]>(contestants.map((contestant) => [contestant, []]));
  for (let round = 0; round < options.rounds; round++) {
    progress(round);
    for (const contestant of contestants) {
      await contestant.enter?.();
      samples.get(contestant)!.push(await sample(contestant, runs.get(contestant)!));
    }
  }
  return new Map(
    contestants.map((contestant) => {
      const taken = samples.get(contestant)!;
      const sorted = taken.map(({ wall }) => wall).sort((a, b) => a - b);
      return [
        contestant.engine,
        {
          best: sorted[0]!,
          median: sorted[sorted.length >> 1]!,
          processor: Math.min(...taken.map(({ processor }) => processor)),
          samples: sorted.length,
          runsPerSample: runs.get(contestant)!,
        },
      ];
    }),
  );
}
