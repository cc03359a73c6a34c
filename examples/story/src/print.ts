import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Colour on a terminal, plain text elsewhere. */
export function paint(style: Style, text: string): string {
  return process.stdout.isTTY && !process.env['NO_COLOR'] ? styleText(style, text) : text;
}

export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** A named fact, e.g. `Chain      id 1337`. */
export function printFact(name: string, ...values: string[]): void {
  values.forEach((value, row) => {
    print(`${paint('bold', (row === 0 ? name : '').padEnd(10))} ${value}`);
  });
}

export function number(value: number | bigint): string {
  return value.toLocaleString('en-US');
}

export function percent(share: number, digits = 1): string {
  return `${(share * 100).toFixed(digits)} %`;
}

const BAR = 24;

/** One line that moves while a long work goes on; nothing where nobody watches. */
export function showProgress({ task, done, total }: { task: string; done: number; total: number }): void {
  if (!process.stderr.isTTY) return;
  const filled = Math.round((BAR * done) / Math.max(1, total));
  process.stderr.write(
    `\r\x1b[2K${task.padEnd(10)} ${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ${done}/${total}`,
  );
}

/** Removes the line of `showProgress`. */
export function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[2K');
}
