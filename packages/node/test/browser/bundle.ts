import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { build, type Rollup } from 'vite';

/** What a page becomes. */
export interface Bundle {
  readonly code: string;
  /** Files that something of is left of. */
  readonly modules: readonly string[];
  /** Bytes, minified and compressed, as a browser loads them. */
  readonly gzipped: number;
}

/** Bundles `pages/NAME.ts` for browsers as a page's author would: Vite with nothing set but where sources lie. */
export async function bundlePage(name: string): Promise<Bundle> {
  const [built] = (await build({
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['source', 'browser', 'module', 'import', 'default'] },
    build: {
      write: false,
      minify: 'esbuild',
      lib: {
        entry: fileURLToPath(new URL(`pages/${name}.ts`, import.meta.url)),
        formats: ['iife'],
        name: 'page',
      },
    },
  })) as Rollup.RollupOutput[];
  const [chunk, ...others] = built!.output;
  if (others.length > 0) throw new Error('expected one file');
  const modules = Object.entries(chunk.modules)
    .filter(([, { renderedLength }]) => renderedLength > 0)
    .map(([path]) => path);
  return { code: chunk.code, modules, gzipped: gzipSync(chunk.code).length };
}

/**
 * Runs a bundle where only the language itself and `web` exist: nothing of Node, and no `eval`, as under a strict
 * content security policy. Gives what the page exports.
 */
export function openPage<Page>({ code }: Pick<Bundle, 'code'>, web: Readonly<Record<string, unknown>>): Page {
  const context = createContext({ ...web }, { codeGeneration: { strings: false, wasm: true } });
  return runInContext(`${code}; page`, context) as Page;
}
