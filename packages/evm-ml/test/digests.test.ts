import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FLOATS_GAS } from '../src/floats/index.ts';
import { GAS } from '../src/gas/params.ts';
import { modelRegistryCode, modelStoreCode } from '../src/generated/contracts.ts';
import { predictGenesis } from '../src/index.ts';

const digests: Record<string, unknown> = JSON.parse(
  readFileSync(new URL('../../../spec/digests.json', import.meta.url), 'utf8'),
);
const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');
const codeDigest = (code: string) => sha256(Buffer.from(code.slice(2), 'hex'));

it.each([
  ['predictPlaceholderCode', codeDigest(predictGenesis()[0]!.code)],
  ['modelStoreCode', codeDigest(modelStoreCode)],
  ['modelRegistryCode', codeDigest(modelRegistryCode)],
  ['gasTable', sha256(JSON.stringify(GAS))],
  ['floatsGasTable', sha256(JSON.stringify(FLOATS_GAS))],
])('%s is the one that the specification names', (name, digest) => {
  expect(digest).toBe(digests[name]);
});
