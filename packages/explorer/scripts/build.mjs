#!/usr/bin/env node
// Bundles the page into dist/page: static files, each beside its compressed forms, and the licences of what is in them.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'vite';

const folder = fileURLToPath(new URL('..', import.meta.url));
const page = join(folder, 'dist/page');

/** Folders of the packages that something of went into the page. */
const packages = new Set();
const collect = {
  name: 'collect-licences',
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      for (const [file, { renderedLength }] of Object.entries(chunk.modules ?? {})) {
        const found = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file.replace(/^\0/, '').split('?')[0]);
        if (found && renderedLength > 0) packages.add(found[1]);
      }
    }
  },
};

await build({
  root: folder,
  configFile: false,
  logLevel: 'warn',
  base: './',
  resolve: { conditions: ['source', 'browser', 'module', 'import', 'default'] },
  plugins: [collect],
  // One file each, which runs as a module and as a script.
  worker: { format: 'iife', plugins: () => [collect] },
  build: {
    outDir: page,
    emptyOutDir: true,
    target: 'es2022',
    // The policy of the page allows no text as a style or an image.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});

writeFileSync(join(page, 'licences.txt'), [...packages].sort().map(licenceOf).join('\n\n'));
for (const entry of readdirSync(page, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (!entry.isFile() || !/\.(html|js|css|svg|txt)$/.test(entry.name)) continue;
  const bytes = readFileSync(path);
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  writeFileSync(`${path}.br`, brotliCompressSync(bytes));
}

/** The name, the version and the text of a package's licence. */
function licenceOf(path) {
  const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  const file = readdirSync(path).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file && existsSync(join(path, file)) ? readFileSync(join(path, file), 'utf8').trim() : '';
  return `${name} ${version} (${license})\n\n${text}`;
}
