#!/usr/bin/env node
// Runs the test suites of well-known contract projects twice, on Hardhat's own network and on a chain of ours over
// JSON-RPC, and compares. `npm run conformance:suites -- FOLDER...`, each a checkout with its node_modules:
//   --only NAME       only suites whose name holds this
//   --minutes N       how long one run of one suite may take, default 30
//   --out FILE        writes the table as Markdown, between the marks <!-- results --> and <!-- end -->, if there are any
//   --details FILE    writes every difference with its error, as JSON
// Ends with 1 if a test passes on one network only and `suites/differences.mjs` does not say why.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { endWithParent } from './end-with-parent.mjs';
import { compare } from './suites/compare.mjs';
import { runHardhat } from './suites/hardhat.mjs';
import { readProject } from './suites/projects.mjs';
import { toMarkdown } from './suites/to-markdown.mjs';
import { runWaffle } from './suites/waffle.mjs';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    minutes: { type: 'string', default: '30' },
    out: { type: 'string' },
    details: { type: 'string' },
  },
});
if (positionals.length === 0) {
  console.error('Give the folders of checkouts: npm run conformance:suites -- FOLDER...');
  process.exit(1);
}

// What this started ends with it.
endWithParent();
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    console.error(`ended by ${signal}`);
    process.exit(1);
  });
}

/** A file's text with this between its marks. */
function putInto(file, markdown) {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const [before, rest] = text.split('<!-- results -->');
  const after = rest?.split('<!-- end -->')[1];
  return after === undefined ? markdown : `${before}<!-- results -->\n\n${markdown}\n<!-- end -->${after}`;
}

const reports = [];
for (const folder of positionals) {
  const project = readProject(resolve(folder));
  project.suites = project.suites.filter(({ name }) => name.includes(values.only ?? ''));
  const { beside, suites } = await (project.runner === 'waffle' ? runWaffle : runHardhat)(project, {
    milliseconds: Number(values.minutes) * 60_000,
    say: (what) => console.error(`${project.title}: ${what}`),
  });
  const rows = suites.map(({ name, theirs, ours }) => ({ name, ...compare(project, theirs, ours) }));
  reports.push({ title: project.title, version: project.version, beside, rows });
}

const markdown = toMarkdown(reports);
console.log(markdown);
if (values.out) writeFileSync(values.out, putInto(values.out, markdown));
if (values.details) writeFileSync(values.details, JSON.stringify(reports, null, 2));
const isExplained = reports.every(({ rows }) =>
  rows.every(({ onlyTheirs, onlyOurs }) => [...onlyTheirs, ...onlyOurs].every(({ why }) => why)),
);
process.exitCode = isExplained ? 0 : 1;
