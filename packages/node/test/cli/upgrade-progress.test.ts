import type { WriteStream } from 'node:tty';
import { expect, test } from 'vitest';
import { progressLine } from '../../src/cli/progress.ts';
import { reportUpgrade } from '../../src/cli/upgrade-progress.ts';
import { format3Folder } from '../support/format-3.ts';
import { evmMl } from './evm-ml.ts';

function report(isTTY: boolean) {
  const written: string[] = [];
  const stream = { isTTY, columns: 100, write: (text: string) => written.push(text) > 0 };
  return { written, report: reportUpgrade(stream as unknown as WriteStream) };
}
const at = (stage: string, done: number) => ({ from: 3n, to: 4n, stage, done, total: 40 });

test('on a terminal an upgrade is a bar that is gone at the end', () => {
  const { written, report: shown } = report(true);
  shown.update(at('blocks', 20));
  shown.stop();
  const clear = '\r\u001b[2K';
  expect(written).toEqual([`${clear}${progressLine('upgrade to format 4: blocks', 20, 40)}`, clear]);
});

test('elsewhere it is a line for each tenth', () => {
  const { written, report: shown } = report(false);
  for (let done = 1; done <= 40; done++) shown.update(at('blocks', done));
  shown.update(at('old states', 40));
  shown.stop();
  const line = (stage: string, percent: number) =>
    `evm-ml: upgrade of the database from format 3 to 4: ${stage} ${percent} %\n`;
  expect(written).toEqual([
    ...[0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100].map((percent) => line('blocks', percent)),
    line('old states', 100),
  ]);
});

test('D20: evm-ml chain verify upgrades a folder and says so', async () => {
  const dataDir = await format3Folder('pruned');
  const { stderr } = await evmMl(['chain', 'verify', '--data-dir', dataDir]);
  expect(stderr).toContain('evm-ml: upgrade of the database from format 3 to 4: blocks 100 %\n');
  expect(stderr).toContain('replaying block');
});
