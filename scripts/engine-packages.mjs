#!/usr/bin/env node
// Builds CometBFT for each platform and packs it for npm, into a folder; nothing is published. The programs have to be
// those whose SHA-256 packages/node/src/cli/network/engine-checksums.ts holds: whoever builds them again gets the same.
// Needs Go and a build (npm run setup).
//   node scripts/engine-packages.mjs FOLDER [PLATFORM...]     all platforms, or those that are named
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { engineChecksums } from '../packages/node/dist/cli/network/engine-checksums.js';
import { engineVersion } from '../packages/node/dist/cli/network/engine-version.js';
import { buildEngine } from './engine/build.mjs';
import { packEngine } from './engine/pack.mjs';
import { targets } from './engine/targets.mjs';

const [output, ...platforms] = process.argv.slice(2);
const unknown = platforms.find((each) => !targets.some(({ platform }) => platform === each));
if (output === undefined || unknown !== undefined) {
  const names = targets.map(({ platform }) => platform).join(', ');
  console.error(`Give a folder, then platforms out of ${names}.`);
  process.exit(1);
}

let differ = false;
for (const target of targets) {
  const { platform } = target;
  if (platforms.length > 0 && !platforms.includes(platform)) continue;
  const folder = join(resolve(output), platform);
  mkdirSync(folder, { recursive: true });
  const { path, sha256 } = buildEngine(target, folder);
  const isPinned = engineChecksums[platform] === sha256;
  differ ||= !isPinned;
  const tarball = packEngine(target, { path, folder, version: engineVersion });
  console.log(`${platform.padEnd(13)} ${sha256} ${isPinned ? tarball : 'IS NOT WHAT IS PINNED'}`);
}
if (differ) {
  console.error(
    'Put these into packages/node/src/cli/network/engine-checksums.ts, if the version was changed.',
  );
  process.exitCode = 1;
}
