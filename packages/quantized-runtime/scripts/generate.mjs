#!/usr/bin/env node
// Compiles assembly/ with the pinned AssemblyScript to src/generated/kernels-wasm.ts and prints the digest, which
// spec/digests.json must hold (test/wasm/digest.test.ts): the binary is part of consensus.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import asc from 'assemblyscript/asc';

const ASSEMBLYSCRIPT = '0.28.20';
const { version } = createRequire(import.meta.url)('assemblyscript/package.json');
if (version !== ASSEMBLYSCRIPT) {
  throw new Error(
    `expected AssemblyScript ${ASSEMBLYSCRIPT}, got ${version}; install the locked dependencies`,
  );
}

const root = new URL('..', import.meta.url);
const sources = new URL('assembly/', root);
const names = new Set(readdirSync(sources, { recursive: true }).map((name) => name.replaceAll('\\', '/')));

let binary;
const { error, stderr } = await asc.main(
  [
    'index.ts',
    '--outFile',
    'kernels.wasm',
    '--enable',
    'simd',
    '--runtime',
    'stub',
    '--importMemory',
    '--optimizeLevel',
    '3',
    '--shrinkLevel',
    '0',
    '--converge',
    '--noAssert',
  ],
  {
    readFile: (name) => (names.has(name) ? readFileSync(new URL(name, sources), 'utf8') : null),
    writeFile: (_name, contents) => {
      binary = contents;
    },
    listFiles: () => [],
  },
);
if (error) {
  console.error(stderr.toString());
  throw error;
}

const digest = createHash('sha256').update(binary).digest('hex');
const folder = new URL('src/generated/', root);
mkdirSync(folder, { recursive: true });
writeFileSync(
  new URL('kernels-wasm.ts', folder),
  `// Written by scripts/generate.mjs from assembly/. Do not edit.
/** The WebAssembly binary (${binary.length} bytes), base64. */
export const kernelsWasm =
  '${Buffer.from(binary).toString('base64')}';
/** SHA-256 of the binary. */
export const kernelsWasmDigest = '${digest}';
`,
);
console.log(`kernels.wasm ${binary.length} bytes, sha256 ${digest}`);
