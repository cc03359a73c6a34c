#!/usr/bin/env node
// Converts the networks that make.py made and compares each with Keras's own outputs:
//
//   node tools/keras/zoo/measure.mjs FOLDER [--only NAME]... [--profile a16]... [--into docs/keras-zoo]
//
// Every conversion runs in a process of its own, so that its peak memory can be told. Prints a Markdown table; `--into` keeps the
// figures in PATH.json, beside those of other networks that are there, and the table in PATH.md.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { convertNetwork } from './convert.mjs';
import { toPage, toTable } from './table.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', multiple: true },
    profile: { type: 'string', multiple: true },
    into: { type: 'string' },
    one: { type: 'boolean' },
  },
});
const [folder] = positionals;
if (folder === undefined) throw new Error('name the folder that make.py filled.');

if (values.one) {
  console.log(JSON.stringify(await convertNetwork(folder, values.only[0], values.profile[0])));
} else {
  const results = [];
  for (const name of values.only ?? namesIn(folder)) {
    for (const profile of values.profile ?? ['f32', 'a16', 'a8']) {
      results.push(measure(name, profile));
      if (values.into !== undefined) keep(values.into, results);
    }
  }
  console.log(toTable(results));
}

function namesIn(path) {
  return readdirSync(path)
    .filter((file) => file.endsWith('.keras'))
    .map((file) => file.slice(0, -'.keras'.length))
    .sort();
}

function measure(name, profile) {
  const self = fileURLToPath(import.meta.url);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [self, folder, '--one', '--only', name, '--profile', profile],
    { encoding: 'utf8', maxBuffer: 2 ** 26 },
  );
  process.stderr.write(`${name} ${profile}: ${status === 0 ? stdout : stderr}`);
  const about = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  if (status === 0) return { ...about, ...JSON.parse(stdout) };
  const sentence = /^\w*Error: .*$/m.exec(stderr)?.[0] ?? stderr.trim();
  return { ...about, name, profile, refused: sentence.replace(/^\w+: /, '') };
}

/** Figures of the same network and profile are replaced. */
function keep(path, results) {
  const file = `${path}.json`;
  const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).results : [];
  const isNew = (old) => !results.some(({ name, profile }) => name === old.name && profile === old.profile);
  const all = [...before.filter(isNew), ...results].sort((a, b) =>
    a.name < b.name ? -1 : a.name > b.name ? 1 : 0,
  );
  const command = 'node tools/keras/zoo/measure.mjs FOLDER --into docs/keras-zoo';
  writeFileSync(file, `${JSON.stringify({ command, node: process.version, results: all }, null, 2)}\n`);
  writeFileSync(`${path}.md`, toPage(all));
}
