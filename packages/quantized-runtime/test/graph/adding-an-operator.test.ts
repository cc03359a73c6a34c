import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
/** Whoever has a table of operators that has to be whole. */
const PACKAGES = ['quantized-runtime', 'evm-ml', 'solidity'].map((name) => `packages/${name}`);
const GRAPH = 'packages/quantized-runtime/src/graph';

const RECORD = `
import { countWritten } from '../count.ts';
import { noEffort } from '../effort/effort.ts';
import { fewNeeds } from '../memory/needs.ts';
import type { NodeBase } from '../node.ts';
import type { Operator } from '../operator.ts';
import { movedBounds } from '../rules/moved.ts';
import { choiceField } from '../schema/field.ts';
import { sameAsInput } from '../shapes/context.ts';

export interface ToyNode extends NodeBase {
  readonly op: 'toy';
  readonly fn: 'spin' | 'roll';
}

const kinds = { spin: 'toy.spin', roll: 'toy.roll' } as const;

export const toy = {
  fields: { fn: choiceField('spin', 'roll') },
  inputs: [1, 1],
  outputs: 1,
  shapes: sameAsInput,
  bounds: movedBounds,
  count: countWritten,
  effort: noEffort,
  memory: fewNeeds,
  kinds: { integer: kinds, f32: kinds },
} as const satisfies Operator<ToyNode>;
`;

const copy = mkdtempSync(join(tmpdir(), 'toy-'));
const edit = (file: string, from: string | RegExp, to: string): void => {
  const path = join(copy, file);
  const before = readFileSync(path, 'utf8');
  const after = before.replace(from, to);
  expect(after, `${file} has the place for the toy`).not.toBe(before);
  writeFileSync(path, after);
};

beforeAll(() => {
  for (const name of PACKAGES) {
    mkdirSync(join(copy, name), { recursive: true });
    for (const part of ['src', 'package.json']) {
      cpSync(join(ROOT, name, part), join(copy, name, part), { recursive: true });
    }
    symlinkSync(join(ROOT, name, 'node_modules'), join(copy, name, 'node_modules'));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  const options = {
    extends: join(ROOT, 'tsconfig.base.json'),
    compilerOptions: {
      ...{ noEmit: true, composite: false, declaration: false },
      paths: { '@evm-ml/quantized-runtime': ['./packages/quantized-runtime/src/index.ts'] },
    },
    include: PACKAGES.map((name) => `${name}/src/**/*.ts`),
  };
  writeFileSync(join(copy, 'tsconfig.json'), JSON.stringify(options));
});
afterAll(() => rmSync(copy, { recursive: true }));

/** Files of the copy that do not compile. */
function refusedFiles(): string[] {
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [compiler, '-p', copy, '--pretty', 'false'], {
    ...{ cwd: copy, encoding: 'utf8' },
  });
  const files = stdout.split('\n').flatMap((line) => line.match(/^(\S+\.ts)\(\d+,\d+\): error/)?.[1] ?? []);
  return [...new Set(files)].sort();
}

test('the compiler names every step of CONTRIBUTING that a new operator lacks, and no other', () => {
  const text = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
  const section = text.split('\n## ').find((part) => part.startsWith('Adding an operator'))!;
  const listed = [...section.matchAll(/`(packages\/[\w./-]+\.ts)`/g)].map(([, path]) => path!);

  // The node's type, then its record.
  writeFileSync(join(copy, GRAPH, 'operators/toy.ts'), RECORD);
  edit(`${GRAPH}/graph.ts`, 'export type Node =', 'export type Node =\n  | ToyNode');
  edit(`${GRAPH}/graph.ts`, 'import type', "import type { ToyNode } from './operators/toy.ts';\nimport type");
  expect(refusedFiles()).toContain(`${GRAPH}/operators.ts`);
  edit(`${GRAPH}/operators.ts`, 'export const OPERATORS = {', 'export const OPERATORS = {\n  toy,');
  edit(`${GRAPH}/operators.ts`, 'import {', "import { toy } from './operators/toy.ts';\nimport {");

  const steps = [`${GRAPH}/graph.ts`, `${GRAPH}/operators.ts`, ...refusedFiles()];
  expect(listed.sort()).toEqual(steps.sort());
});
