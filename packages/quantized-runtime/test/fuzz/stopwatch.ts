/** Processor time that a run of the fuzzer may take for one input, in milliseconds. */
const LIMIT = 50;

/** Milliseconds of processor time of this process. */
const now = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

function measure(work: () => unknown): number {
  const begin = now();
  work();
  return now() - begin;
}

/**
 * Finds inputs that take too long. The compiler and the collector of garbage run on threads of the same process, so
 * that an input counts only if it is slow three times.
 */
export class Stopwatch {
  readonly slow: { readonly seed: number; readonly milliseconds: number }[] = [];
  slowest = 0;

  time<T>(seed: number, work: () => T): T {
    const begin = now();
    const result = work();
    let took = now() - begin;
    for (let again = 0; again < 2 && took > LIMIT; again++) took = Math.min(took, measure(work));
    this.slowest = Math.max(this.slowest, took);
    if (took > LIMIT) this.slow.push({ seed, milliseconds: Math.round(took) });
    return result;
  }
}
