#!/usr/bin/env node
// Writes spec/digests.json into the build, as src/generated/digests.ts: an installed node has no specification beside
// it, and holds at its start what was installed against what was built.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const root = new URL('..', import.meta.url);
const digests = JSON.parse(readFileSync(new URL('../../spec/digests.json', root), 'utf8'));
const folder = new URL('src/generated/', root);
mkdirSync(folder, { recursive: true });
const rows = Object.entries(digests).map(([name, digest]) => `  ${name}:\n    '${digest}',`);
writeFileSync(
  new URL('digests.ts', folder),
  `// Written by scripts/generate.mjs from spec/digests.json. Do not edit.
/** SHA-256 of everything that consensus depends on besides code. */
export const builtDigests: Readonly<Record<string, string>> = {
${rows.join('\n')}
};
`,
);
