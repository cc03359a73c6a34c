import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Profile } from '@evm-ml/quantized-runtime';
import { type Fidelity, measureFidelity } from './fidelity/measure.ts';
import { loadNetwork, NETWORKS, type NetworkName } from './fidelity/networks.ts';
import { fidelityTable, fidelityTargets } from './fidelity/table.ts';
import { describeRun } from './inference/machine.ts';

const PROFILES: readonly Profile[] = ['a16', 'a8', 'f32'];

const USAGE = `Usage: npm run bench:fidelity -- [--only NAME] [--profile NAME] [--json FILE]
Quantizes networks trained with real Keras and compares them with Keras itself on their test splits.
  --only NAME      one network, may be repeated: ${Object.keys(NETWORKS).join(', ')}
  --profile NAME   one profile, may be repeated: ${PROFILES.join(', ')}
  --json FILE      every figure, with the machine, the versions and this command`;

const isNetwork = (name: string): name is NetworkName => Object.hasOwn(NETWORKS, name);

function readOptions() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      profile: { type: 'string', multiple: true },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const names = values.only ?? Object.keys(NETWORKS);
  const unknown = names.find((name) => !isNetwork(name));
  if (unknown !== undefined) throw new Error(`there is no network "${unknown}".\n${USAGE}`);
  const profiles = PROFILES.filter((profile) => values.profile?.includes(profile) ?? true);
  if (profiles.length === 0) throw new Error(`there is no such profile.\n${USAGE}`);
  return { names: names.filter(isNetwork), profiles, json: values.json, help: values.help };
}

const progress = (what: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${what}`);
};

async function main(): Promise<void> {
  const { names, profiles, json, help } = readOptions();
  if (help) return console.log(USAGE);
  const results: Fidelity[] = [];
  for (const name of names) {
    const network = loadNetwork(name);
    for (const profile of profiles) results.push(await measureFidelity(network, profile, progress));
  }
  progress('');
  console.log(fidelityTable(results));
  const targets = fidelityTargets(results).filter(({ target }) =>
    profiles.some((profile) => target.startsWith(profile)),
  );
  for (const { target, reached } of targets) console.log(`${reached ? 'reached' : 'MISSED'}: ${target}`);
  if (json !== undefined) {
    writeFileSync(json, `${JSON.stringify({ ...describeRun(), results, targets }, null, 2)}\n`);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
