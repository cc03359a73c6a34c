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
