import type { WriteStream } from 'node:tty';

/** Says how far a long work is. On a terminal one line that moves, elsewhere nothing: logs stay readable. */
export interface Progress {
  /** `done` of `total` units of `stage`. */
  update(stage: string, done: number, total: number): void;
  /** Removes the line. Call it however the work ends. */
  stop(): void;
}

/** Characters of the bar. */
const barLength = 30;

/** A line on a terminal: `quantize ████░░░░ 50 %  4/8`. */
export function progressLine(stage: string, done: number, total: number): string {
  const share = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0;
  const full = Math.round(share * barLength);
  const bar = '\u2588'.repeat(full) + '\u2591'.repeat(barLength - full);
  return `${stage} ${bar} ${Math.round(share * 100)} %  ${done}/${total}`;
}

/** A progress line on stderr, or another terminal. */
export function createProgress(terminal: WriteStream | NodeJS.WriteStream = process.stderr): Progress {
  if (!terminal.isTTY) return { update() {}, stop() {} };
  let shown = '';
  const show = (line: string) => {
    if (line === shown) return;
    terminal.write(`\r\u001b[2K${line}`);
    shown = line;
  };
  return {
    // A line that wraps could not be taken back.
    update: (stage, done, total) => show(progressLine(stage, done, total).slice(0, terminal.columns - 1)),
    stop: () => show(''),
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
