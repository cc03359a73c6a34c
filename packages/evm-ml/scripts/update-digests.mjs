#!/usr/bin/env node
// Writes the digests of this package's consensus parts to spec/digests.json. Run after a build, and only when a
// change of consensus is meant: the test that compares them is there to notice one that is not.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { FLOATS_GAS } from '../dist/floats/index.js';
import { GAS } from '../dist/gas/params.js';
import { modelRegistryCode, modelStoreCode } from '../dist/generated/contracts.js';
import { predictGenesis } from '../dist/index.js';

const file = new URL('../../../spec/digests.json', import.meta.url);
const sha256 = (data) => createHash('sha256').update(data).digest('hex');
const codeDigest = (code) => sha256(Buffer.from(code.slice(2), 'hex'));

const digests = {
  ...JSON.parse(readFileSync(file, 'utf8')),
  predictPlaceholderCode: codeDigest(predictGenesis()[0].code),
  modelStoreCode: codeDigest(modelStoreCode),
  modelRegistryCode: codeDigest(modelRegistryCode),
  gasTable: sha256(JSON.stringify(GAS)),
  floatsGasTable: sha256(JSON.stringify(FLOATS_GAS)),
};
writeFileSync(file, `${JSON.stringify(digests, null, 2)}\n`);
