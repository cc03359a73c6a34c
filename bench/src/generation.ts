import { writeFileSync } from 'node:fs';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { checkAnswers, measureTranslators } from './generation/measure.ts';
import { markdownOf, type Report, rowsOf, tableOf } from './generation/report.ts';
import { readSentences } from './generation/sentences.ts';
import { prepareTranslators } from './generation/translators.ts';
import { describeRun } from './inference/machine.ts';

const USAGE = `Usage: npm run bench:generation -- [--rounds N] [--sentences N] [--json FILE] [--md FILE]
Tokens a second of the translator on this runtime and on onnxruntime-node, one thread, greedy, carried and computed anew; engines in turns.
  --rounds N     how often each sentence is translated by each (default 100)
  --sentences N  of 2,000 (default 50)
  --json FILE    every figure, with the machine, the versions and this command
  --md FILE      the table, with the same`;

function readOptions() {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '100' },
      sentences: { type: 'string', default: '50' },
      json: { type: 'string' },
      md: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const [rounds, sentences] = [Number(values.rounds), Number(values.sentences)];
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`--rounds takes a number from 1 on.\n${USAGE}`);
  if (!Number.isInteger(sentences) || sentences < 1 || sentences > 2000)
    throw new Error(`--sentences takes a number from 1 to 2000.\n${USAGE}`);
  return { ...values, rounds, sentences };
}

const progress = (what: string) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${what}`);
};

async function main(): Promise<void> {
  const { rounds, sentences: count, json, md, help } = readOptions();
  if (help) return console.log(USAGE);
  const description = describeRun();
  const sentences = readSentences(count);
  progress('making the networks');
  const translators = await prepareTranslators(sentences);
  let tokens = 0;
  for (const translator of translators) tokens = await checkAnswers(translator, sentences);
  const before = os.loadavg()[0]!;
  const spent = await measureTranslators(translators, count, rounds, (round) =>
    progress(`round ${round + 1} of ${rounds}`),
  );
  progress('');
  // The last one is asked as people ask without a cache.
  const rows = rowsOf(translators, spent, tokens, translators.length - 1);
  const report: Report = { sentences: count, tokens, rounds, load: [before, os.loadavg()[0]!], rows };
  console.log(
    `${description.machine.cpu}, Node ${description.versions.node}, ${count} sentences, ${tokens} tokens\n`,
  );
  console.log(tableOf(rows));
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({ ...description, ...report }, null, 2)}\n`);
  if (md !== undefined) writeFileSync(md, markdownOf(description, report));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
