import type { WriteStream } from 'node:tty';
import type { UpgradeProgress } from '../data-folder/upgrades/upgrade-store.ts';
import { createProgress } from './progress.ts';

/** Exit codes of processes that a signal ended, as shells have them. */
const signals = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const;

/** Says how far the upgrade of a data folder is: one line that moves on a terminal, elsewhere a line for each tenth. */
export interface UpgradeReport {
  update(progress: UpgradeProgress): void;
  stop(): void;
}

export function reportUpgrade(terminal: WriteStream | NodeJS.WriteStream = process.stderr): UpgradeReport {
  const bar = createProgress(terminal);
  let said = '';
  return {
    update({ from, to, stage, done, total }) {
      if (terminal.isTTY) return bar.update(`upgrade to format ${to}: ${stage}`, done, total);
      const tenths = total > 0 ? Math.min(10, Math.floor((10 * done) / total)) : 10;
      const line = `evm-ml: upgrade of the database from format ${from} to ${to}: ${stage} ${10 * tenths} %`;
      if (line !== said) terminal.write(`${line}\n`);
      said = line;
    },
    stop: () => bar.stop(),
  };
}

/** Runs `work`, which may begin with an upgrade. Ctrl-C or SIGTERM during one end the process and lose nothing. */
export async function withUpgrade<T>(
  work: (onUpgrade: (progress: UpgradeProgress) => void, upgraded: () => void) => Promise<T>,
): Promise<T> {
  const report = reportUpgrade();
  const handlers = signals.map(([signal, code]) => {
    const end = () => {
      report.stop();
      process.stderr.write('evm-ml: interrupted; the next start goes on with the upgrade.\n');
      process.exit(code);
    };
    return [signal, end] as const;
  });
  let isUnderWay = false;
  const stop = () => {
    if (!isUnderWay) return;
    isUnderWay = false;
    for (const [signal, end] of handlers) process.off(signal, end);
    report.stop();
  };
  try {
    return await work((progress) => {
      // Before the handlers of a node, which would go on until it is up.
      if (!isUnderWay) for (const [signal, end] of handlers) process.prependListener(signal, end);
      isUnderWay = true;
      report.update(progress);
    }, stop);
  } finally {
    stop();
  }
}
