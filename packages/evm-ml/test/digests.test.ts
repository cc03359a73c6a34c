import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { consensusDigests } from '../src/index.ts';

const digests: Record<string, unknown> = JSON.parse(
  readFileSync(new URL('../../../spec/digests.json', import.meta.url), 'utf8'),
);

it.each(Object.entries(consensusDigests()))('%s is the one that the specification names', (name, digest) => {
  expect(digest).toBe(digests[name]);
});

it('the specification names no other part', () => {
  const { kernelsWasm, ...own } = digests;
  expect(kernelsWasm).toBeDefined();
  expect(Object.keys(consensusDigests()).sort()).toEqual(Object.keys(own).sort());
});
