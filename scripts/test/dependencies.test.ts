import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isAllowed, parseLicences } from '../parse-licences.mjs';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

const manifests = [
  'package.json',
  ...readdirSync(new URL('packages', root)).map((name) => `packages/${name}/package.json`),
];

test.each(manifests)('%s names every dependency exactly', (path) => {
  const { dependencies, devDependencies, optionalDependencies }: Manifest = JSON.parse(read(path));
  const all = { ...dependencies, ...devDependencies, ...optionalDependencies };
  const loose = Object.entries(all).filter(([, version]) => !/^(\d+\.\d+\.\d+|workspace:\*)$/.test(version));
  expect(loose).toEqual([]);
});

test('nothing unkept is locked', () => {
  const locked = read('pnpm-lock.yaml');
  for (const name of ['cli-progress', 'elliptic']) expect(locked).not.toMatch(new RegExp(`^  ${name}@`, 'm'));
});

test.each([
  ['MIT', true],
  ['MPL-2.0', true],
  ['(MIT OR GPL-3.0)', true],
  ['(MIT AND BSD-3-Clause)', true],
  ['(MIT AND GPL-3.0)', false],
  ['GPL-3.0', false],
  ['AGPL-3.0-only', false],
  ['Unknown', false],
  ['UNLICENSED', false],
])('the licence %s: %s', (licence, allowed) => {
  expect(isAllowed(licence)).toBe(allowed);
});

test('a package without a known licence is refused, unless somebody has read its text', () => {
  const listed = {
    MIT: [{ name: 'b' }, { name: 'a' }, { name: 'a' }],
    Unknown: [{ name: 'h5wasm' }, { name: 'x' }],
  };
  expect(parseLicences(listed)).toEqual({
    allowed: [
      ['MIT', ['a', 'b']],
      ['NIST-Software', ['h5wasm']],
    ],
    refused: [['Unknown', ['x']]],
  });
});
