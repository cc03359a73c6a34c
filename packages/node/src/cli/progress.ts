import { Presets, SingleBar } from 'cli-progress';

/** Says how far a long work is. On a terminal one line that moves, elsewhere nothing: logs stay readable. */
export interface Progress {
  /** `done` of `total` units of `stage`. */
  update(stage: string, done: number, total: number): void;
  /** Removes the line. Call it however the work ends. */
  stop(): void;
}

/** A progress line on stderr. */
export function createProgress(): Progress {
  if (!process.stderr.isTTY) return { update() {}, stop() {} };
  const bar = new SingleBar(
    {
      stream: process.stderr,
      format: '{stage} {bar} {percentage} %  {value}/{total}',
      barsize: 30,
      clearOnComplete: true,
      hideCursor: true,
      etaBuffer: 10,
    },
    Presets.shades_classic,
  );
  let current = '';
  return {
    update(stage, done, total) {
      if (stage !== current) {
        if (current) bar.stop();
        current = stage;
        bar.start(total, done, { stage });
      } else {
        bar.setTotal(total);
        bar.update(done, { stage });
      }
    },
    stop() {
      if (current) bar.stop();
    },
  };
}

/** Runs `work` with a progress line that is gone afterwards, whatever happens. Ctrl-C ends the process with 130. */
export async function withProgress<T>(
  work: (progress: Progress) => Promise<T>,
  whenInterrupted = 'nothing was written',
): Promise<T> {
  const progress = createProgress();
  const interrupt = () => {
    progress.stop();
    process.stderr.write(`evm-ml: interrupted; ${whenInterrupted}.\n`);
    process.exit(130);
  };
  process.once('SIGINT', interrupt);
  try {
    return await work(progress);
  } finally {
    process.off('SIGINT', interrupt);
    progress.stop();
  }
}
