import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../..', import.meta.url));
const packages = join(folder, '..');

/** Folders whose files go into the page. */
const SOURCES = ['explorer/src', 'quantized-runtime/src', 'evm-ml/src'];

const newest = (of: string) =>
  Math.max(
    ...readdirSync(of, { recursive: true, withFileTypes: true }).map((entry) =>
      entry.isFile() ? statSync(join(entry.parentPath, entry.name)).mtimeMs : 0,
    ),
  );

/** Bundles the page if it is older than what it is made of: no test looks at a page of before. */
export function buildPage(): void {
  const built = statSync(join(folder, 'dist/page/licences.txt.br'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (SOURCES.every((source) => newest(join(packages, source)) < built)) return;
  const { status, stderr } = spawnSync(process.execPath, [join(folder, 'scripts/build.mjs')], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the page does not build:\n${stderr}`);
}
