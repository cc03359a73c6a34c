import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const source = fileURLToPath(new URL('../../src', import.meta.url));

/** Folders under `src` that a folder's files import from. */
function importsOf(folder: string): Set<string> {
  const found = new Set<string>();
  const files = readdirSync(join(source, folder), { recursive: true, withFileTypes: true });
  for (const file of files) {
    if (!file.name.endsWith('.ts')) continue;
    const text = readFileSync(join(file.path, file.name), 'utf8');
    for (const [, path] of text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g))
      found.add(relative(source, dirname(resolve(file.path, path!))).split('/')[0]!);
  }
  return found;
}

test.each([
  ['chain', ['chain', 'crypto', 'genesis', 'storage']],
  ['mempool', ['mempool', 'chain', 'crypto', 'storage']],
  ['consensus', ['consensus', 'chain', 'crypto', 'mempool']],
])('D3: %s knows nothing of who drives it, nor of what is above it', (folder, allowed) => {
  expect([...importsOf(folder)].filter((name) => !allowed.includes(name))).toEqual([]);
});
