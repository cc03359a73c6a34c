/** How long to measure. */
export interface Timing {
  readonly samples: number;
  readonly sampleMilliseconds: number;
  readonly warmUpMilliseconds: number;
}

export const THOROUGH: Timing = { samples: 20, sampleMilliseconds: 3, warmUpMilliseconds: 60 };
export const QUICK: Timing = { samples: 6, sampleMilliseconds: 2, warmUpMilliseconds: 20 };

/** Milliseconds of processor time that this process has used: what others do on the machine does not count. */
export function processorMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function runTimes(call: () => unknown, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const pending = call();
    // Awaiting what is no promise would cost a turn of the queue.
    if (pending instanceof Promise) await pending;
  }
}

/** How often to run a call so that one sample is long enough for the clock. Warms it up on the way. */
export async function repeatFor(call: () => unknown, timing: Timing): Promise<number> {
  const start = processorMilliseconds();
  let runs = 0;
  for (let times = 1; processorMilliseconds() - start < timing.warmUpMilliseconds; times *= 2) {
    await runTimes(call, times);
    runs += times;
  }
  const once = (processorMilliseconds() - start) / runs;
  return Math.max(1, Math.round(timing.sampleMilliseconds / Math.max(once, 1e-5)));
}

/** Nanoseconds that a call takes: the best of all samples. `call` may return a promise, which is awaited. */
export async function timeOf(call: () => unknown, timing: Timing): Promise<number> {
  const times = await repeatFor(call, timing);
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < timing.samples; i++) {
    const start = processorMilliseconds();
    await runTimes(call, times);
    best = Math.min(best, (processorMilliseconds() - start) / times);
  }
  return best * 1e6;
}
