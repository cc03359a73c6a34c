#!/usr/bin/env node
// Writes the digests of this package's consensus parts to spec/digests.json. Run after a build, and only when a
// change of consensus is meant: the test that compares them is there to notice one that is not.
import { readFileSync, writeFileSync } from 'node:fs';
import { consensusDigests } from '../dist/index.js';

const file = new URL('../../../spec/digests.json', import.meta.url);
const digests = { ...JSON.parse(readFileSync(file, 'utf8')), ...consensusDigests() };
writeFileSync(file, `${JSON.stringify(digests, null, 2)}\n`);
