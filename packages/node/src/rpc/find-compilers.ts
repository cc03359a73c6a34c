import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { COMPILER_NAME } from '../config/node-config.ts';

/** A Solidity compiler in JavaScript, which the page runs in the browser of who looks. */
export interface Compiler {
  /** As code names it: `0.8.28`. */
  readonly version: string;
  readonly file: string;
}

const require = createRequire(import.meta.url);

/**
 * The compiler that is installed with this node, and those that its operator names; of a version the first.
 * Throws one sentence if one of them is no file.
 */
export function findCompilers(files: readonly string[] = []): Compiler[] {
  const found = new Map<string, Compiler>();
  for (const compiler of [installed(), ...files.map(named)]) {
    if (!existsSync(compiler.file))
      throw new Error(`There is no compiler at ${compiler.file}: give the path of its file as compilers.`);
    if (!found.has(compiler.version)) found.set(compiler.version, compiler);
  }
  return [...found.values()];
}

function installed(): Compiler {
  const manifest = require.resolve('solc/package.json');
  const { version }: { version: string } = JSON.parse(readFileSync(manifest, 'utf8'));
  return { version, file: join(manifest, '../soljson.js') };
}

/** Its name was checked with the other settings. */
const named = (file: string): Compiler => ({
  version: COMPILER_NAME.exec(file)?.[1] ?? '',
  file: resolve(file),
});
