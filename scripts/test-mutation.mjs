#!/usr/bin/env node
// Breaks the code on purpose, one place at a time, and says which breaks no test notices: docs/mutation.md.
//   npm run test:mutation -- [--minutes N] [FOLDER or FILE ...]
// Without arguments every part. A part that takes longer than N minutes (default 60) is left with what is known by then.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { DATA, PARTS } from './mutation/parts.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const reporter = new URL('mutation/reporter.mjs', import.meta.url).href;
const { tally } = await import(reporter);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { minutes: { type: 'string', default: '60' } },
});

/** The parts within what was asked for, or of what lies within a part the tests of that part. */
function select(asked) {
  const path = asked.replace(/\/$/, '');
  const within = PARTS.filter(({ folder }) => `${folder}/`.startsWith(`${path}/`));
  const around = PARTS.filter(({ folder }) => path.startsWith(`${folder}/`));
  const found = [...within, ...around.map(({ tests }) => ({ folder: path, tests }))];
  if (found.length > 0) return found;
  console.error(`No mutants are made in ${asked}. Folders: ${PARTS.map(({ folder }) => folder).join(', ')}.`);
  process.exit(1);
}

const parts = positionals.length === 0 ? PARTS : positionals.flatMap(select);

/** Stryker cannot be stopped: a part has a process of its own, which ends when its time is over. */
function runAlone({ folder }) {
  const args = [fileURLToPath(import.meta.url), '--minutes', values.minutes, folder];
  return spawnSync(process.execPath, args, { stdio: 'inherit' }).status === 0;
}

function sayHowItWent(folder, start, remark = '') {
  const { Killed = 0, Survived = 0, Timeout = 0, NoCoverage = 0 } = tally();
  const seconds = Math.round((Date.now() - start) / 1000);
  console.log(
    `${folder}${remark}: ${Killed} killed, ${Survived} survived, ${Timeout} timed out, ${NoCoverage} reached by no test, ${seconds} s\n`,
  );
}

async function run({ folder, tests }) {
  const start = Date.now();
  // What runs the tests has no other way to be told.
  process.env.MUTATION_TESTS = JSON.stringify(tests);
  const bound = setTimeout(() => {
    sayHowItWent(folder, start, `, left after ${values.minutes} minutes`);
    process.exit(1);
  }, values.minutes * 60_000);
  await new Stryker({
    mutate: [folder.endsWith('.ts') ? folder : `${folder}/**/*.ts`, ...DATA.map((file) => `!${file}`)],
    // What a message says is not a rule; its code is, and that is a mutant like any other where it matters.
    mutator: { excludedMutations: ['StringLiteral'] },
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner', reporter],
    vitest: { configFile: 'scripts/mutation/vitest.config.mjs', related: false },
    coverageAnalysis: 'perTest',
    concurrency: 1,
    // Types are for `npm run check`: a mutant that does not compile dies here by a test or not at all.
    tsconfigFile: 'none',
    disableTypeChecks: false,
    tempDirName: 'coverage/mutation',
    ignorePatterns: ['dist', '/coverage', '/data', '/bench/*/**', '/packages/node/*/**', '/tools'],
    reporters: ['survivors'],
    allowEmpty: true,
    logLevel: 'warn',
    warnings: { slow: false },
  }).runMutationTest();
  clearTimeout(bound);
  sayHowItWent(folder, start);
}

const [first, ...others] = parts;
if (others.length === 0) await run(first);
else for (const part of parts) if (!runAlone(part)) process.exitCode = 1;
