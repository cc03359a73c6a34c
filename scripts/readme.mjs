#!/usr/bin/env node
// Runs what the README shows and pastes what came out, so that it shows nothing that did not happen.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const evmMl = join(root, 'scripts/evm-ml.mjs');
const folder = mkdtempSync(join(tmpdir(), 'evm-ml-readme-'));

/** What a finished program printed on stdout. */
function run(args, cwd = root) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}:\n${stderr}`);
  return stdout;
}

/** What a node says once it is up. */
async function banner() {
  const child = spawn(process.execPath, [evmMl, 'node', '--data-dir', join(folder, 'data')]);
  let text = '';
  for await (const chunk of child.stdout) {
    text += chunk;
    if (text.includes('accounts of')) child.kill('SIGTERM');
  }
  const lines = text.replace(join(folder, 'data'), 'data').split('\n');
  const first = lines.findIndex((line) => line.includes('accounts of'));
  return [...lines.slice(0, first + 2), '  ...'].join('\n');
}

/** Keeps the head and the tail of a long list of similar lines. */
function shorten(text, pattern, keep) {
  const lines = text.split('\n');
  const similar = lines.flatMap((line, index) => (pattern.test(line) ? [index] : []));
  const dropped = new Set(similar.slice(keep, -1));
  const first = similar[keep];
  return lines
    .flatMap((line, index) => (index === first ? ['  ...'] : dropped.has(index) ? [] : [line]))
    .join('\n');
}

function commands() {
  const model = (name) => join(root, 'examples/wine-cellar/model', name);
  const artefact = join(folder, 'wine.evmml');
  const convert = run([
    evmMl,
    'convert',
    model('wine.keras'),
    '--samples',
    model('train.csv'),
    '-o',
    artefact,
  ]);
  return `${convert.replaceAll(artefact, 'wine.evmml')}\n${run([evmMl, 'inspect', artefact])}`;
}

const blocks = {
  demo: () => shorten(run([join(root, 'examples/wine-cellar/dist/demo.js')]), /^ {2}lot /, 4),
  start: banner,
  convert: commands,
};

let readme = readFileSync(join(root, 'README.md'), 'utf8');
try {
  for (const [name, output] of Object.entries(blocks)) {
    const block = new RegExp(`<!-- ${name} -->[^]*<!-- /${name} -->`);
    const text = (await output()).trim();
    readme = readme.replace(
      block,
      () => `<!-- ${name} -->\n\n\`\`\`text\n${text}\n\`\`\`\n\n<!-- /${name} -->`,
    );
  }
  writeFileSync(join(root, 'README.md'), readme);
} finally {
  rmSync(folder, { recursive: true });
}
