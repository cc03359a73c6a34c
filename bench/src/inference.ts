import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { benchNetwork, type NetworkResult } from './inference/bench-network.ts';
import { drawInference } from './inference/chart.ts';
import { ENGINES } from './inference/engines.ts';
import { describeRun } from './inference/machine.ts';
import { NETWORKS, type NetworkName } from './inference/networks.ts';
import { measurePeak } from './inference/peak.ts';
import { reportNetwork } from './inference/report-text.ts';

const USAGE = `Usage: npm run bench -- [--only NAME] [--rounds N] [--json FILE] [--svg FILE]
Runs the same networks on this runtime and its peers: one thread, one example a call and eight, best of all samples, engines in turns.
  --only NAME   one network, may be repeated: ${Object.keys(NETWORKS).join(', ')}
  --engine NAME beside evm-ml wasm and onnxruntime-node, may be repeated (default all): ${ENGINES.map(({ name }) => name).join(', ')}
  --rounds N    samples of each engine (default 60)
  --json FILE   every figure, with the machine, the versions and this command
  --svg FILE    a chart`;

const isNetwork = (name: string): name is NetworkName => Object.hasOwn(NETWORKS, name);

function readOptions() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      engine: { type: 'string', multiple: true },
      rounds: { type: 'string', default: '60' },
      json: { type: 'string' },
      svg: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const only = values.only ?? Object.keys(NETWORKS);
  const unknown = only.find((name) => !isNetwork(name));
  if (unknown !== undefined) throw new Error(`there is no network "${unknown}".\n${USAGE}`);
  const stranger = values.engine?.find((engine) => ENGINES.every(({ name }) => name !== engine));
  if (stranger !== undefined) throw new Error(`there is no engine "${stranger}".\n${USAGE}`);
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`--rounds takes a number from 1 on.\n${USAGE}`);
  return { ...values, only: only.filter(isNetwork), rounds };
}

const progress = (what: string) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${what}`);
};

async function main(): Promise<void> {
  const { only, engine, rounds, json, svg, help } = readOptions();
  if (help) return console.log(USAGE);
  const description = describeRun();
  const measuring = { rounds, sampleMilliseconds: 10, warmUpMilliseconds: 500, engines: engine };
  const results: NetworkResult[] = [];
  console.log(`${description.machine.cpu}, Node ${description.versions.node}, one thread each\n`);
  for (const id of only) {
    results.push(await benchNetwork(id, measuring, progress));
    progress('');
    console.log(reportNetwork(results.at(-1)!, measurePeak(200)));
  }
  console.log(
    'ratio: over onnxruntime-node, below 1 is faster. processor: time of all threads, without the waiting.',
  );
  const peak = measurePeak(400);
  if (json !== undefined) {
    const file = { ...description, settings: measuring, peakGigaMacsPerSecond: peak, results };
    writeFileSync(json, `${JSON.stringify(file, null, 2)}\n`);
  }
  if (svg !== undefined) {
    writeFileSync(svg, drawInference(results, description.machine.cpu));
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
