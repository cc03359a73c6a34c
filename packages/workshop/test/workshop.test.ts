import { readFileSync } from 'node:fs';
import * as folder from '@evm-ml/quantized-runtime/workshop';
import { expect, test } from 'vitest';
import * as workshop from '../src/index.ts';

const manifest = (name: string): Record<string, Record<string, string> | undefined> =>
  JSON.parse(readFileSync(new URL(`../../${name}/package.json`, import.meta.url), 'utf8'));

test('is all of the workshop', () => {
  expect(Object.keys(workshop).sort()).toEqual(Object.keys(folder).sort());
  expect(workshop.importKeras).toBe(folder.importKeras);
});

test('brings every library that the runtime names as optional, in the version that is tested', () => {
  const { peerDependencies, peerDependenciesMeta, devDependencies } = manifest('quantized-runtime');
  expect(manifest('workshop')['dependencies']).toMatchObject(peerDependencies ?? {});
  expect(devDependencies).toMatchObject(peerDependencies ?? {});
  expect(Object.keys(peerDependenciesMeta ?? {})).toEqual(Object.keys(peerDependencies ?? {}));
});
