import type { WriteStream } from 'node:tty';
import { expect, test } from 'vitest';
import { createProgress, progressLine } from '../../src/cli/progress.ts';

/** What a terminal of so many columns got. */
function terminal(columns: number, isTTY = true) {
  const written: string[] = [];
  const stream = { isTTY, columns, write: (text: string) => written.push(text) > 0 };
  return { written, progress: createProgress(stream as unknown as WriteStream) };
}

test.each([
  [0, 8, `upload ${'░'.repeat(30)} 0 %  0/8`],
  [4, 8, `upload ${'█'.repeat(15)}${'░'.repeat(15)} 50 %  4/8`],
  [8, 8, `upload ${'█'.repeat(30)} 100 %  8/8`],
  [9, 8, `upload ${'█'.repeat(30)} 100 %  9/8`],
  [0, 0, `upload ${'░'.repeat(30)} 0 %  0/0`],
])('%d of %d', (done, total, line) => {
  expect(progressLine('upload', done, total)).toBe(line);
});

test('one line that is written over, never wraps, and is gone at the end', () => {
  const { written, progress } = terminal(20);
  progress.update('upload', 1, 2);
  progress.update('upload', 1, 2);
  progress.stop();
  progress.stop();
  const clear = '\r\u001b[2K';
  expect(written).toEqual([`${clear}${progressLine('upload', 1, 2).slice(0, 19)}`, clear]);
});

test('where there is no terminal nothing is written', () => {
  const { written, progress } = terminal(80, false);
  progress.update('upload', 1, 2);
  progress.stop();
  expect(written).toEqual([]);
});
