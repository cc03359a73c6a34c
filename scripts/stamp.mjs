// Remembers what set-up has built, so that the next command need not ask again. Kept inside node_modules: who deletes
// that starts anew.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = join(root, 'node_modules/.cache/evm-ml/stamp');

/** Folders that set-up reads or writes, and what in them is neither source nor a trace of the build. */
const FOLDERS = ['packages', 'examples', 'bench', 'scripts'];
const SKIPPED = new Set(['node_modules', '.readme', 'test', 'fixtures', 'artifacts', 'cache', 'results']);
const ROOT_FILES = [
  'package.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'tsconfig.json',
  'tsconfig.base.json',
];

/** Sizes and times of sources, of generated files and of the compiler's own notes in `dist`. */
function* traces(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !SKIPPED.has(entry.name)) {
      if (entry.name !== 'dist') yield* traces(path);
      else yield trace(join(path, '.tsbuildinfo'));
    } else if (entry.isFile()) yield trace(path);
  }
}

function trace(path) {
  const status = statSync(path, { throwIfNoEntry: false });
  return `${path} ${status?.size} ${status?.mtimeMs}`;
}

function take() {
  const hash = createHash('sha256').update(process.version);
  for (const name of ROOT_FILES) hash.update(trace(join(root, name)));
  for (const name of FOLDERS) for (const line of traces(join(root, name))) hash.update(line);
  return hash.digest('hex');
}

/** True when nothing has changed since `remember`. */
export function isAsBuilt() {
  try {
    return readFileSync(file, 'utf8') === take();
  } catch {
    return false; // No set-up yet.
  }
}

export function remember() {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, take());
}
