import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { OPERATORS } from '../../src/graph/operators.ts';

const root = new URL('../../../../', import.meta.url);
const ops = Object.keys(OPERATORS);
const kebabCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** A page of the specification up to `end`: its headings, and the first cells of its tables. */
function entriesOf(page: string, end: string): string[] {
  const text = readFileSync(new URL(`spec/${page}`, root), 'utf8');
  const lines = text.slice(0, text.indexOf(end)).split('\n');
  const headings = lines.filter((line) => line.startsWith('## ')).map((line) => line.slice(3).toLowerCase());
  const cells = lines.filter((line) => line.startsWith('| ')).map((line) => line.split('|')[1]!);
  return [...headings, ...cells];
}

const isNamed = (op: string, entries: readonly string[]) =>
  entries.some((entry) => new RegExp(`(^|[^a-zA-Z])${op}($|[^a-zA-Z])`).test(entry));

test('a file of operators/ for each operator, and no other', () => {
  const files = readdirSync(new URL('packages/quantized-runtime/src/graph/operators/', root));
  expect(files.sort()).toEqual(ops.map((op) => `${kebabCase(op)}.ts`).sort());
});

test.each([
  ['operators.md', '## Fast kernels'],
  ['gas.md', '## How prices are made'],
])('spec/%s says something of every operator', (page, end) => {
  const entries = entriesOf(page, end);
  expect(ops.filter((op) => !isNamed(op, entries))).toEqual([]);
});
