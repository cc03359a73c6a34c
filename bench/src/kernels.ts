import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  ArtefactError,
  createModel,
  type Graph,
  type Profile,
  referenceKernels,
  wasmKernels,
} from '@evm-ml/quantized-runtime';
import { zooOf } from './gas/cases/operators.ts';
import { exampleBytes, toProfile } from './gas/examples.ts';
import { QUICK, timeOf } from './gas/timing.ts';
import { singleOut } from './gas/zoo/single-out.ts';
import type { Specimen } from './gas/zoo/specimen.ts';
import { describeRun } from './inference/machine.ts';

const PROFILES: readonly Profile[] = ['a16', 'a8', 'f32'];

const USAGE = `Usage: npm run bench:kernels -- [--profile P] [--op NAME] [--each] [--markdown FILE]
How many times faster than its reference kernel each operator's WebAssembly kernel is, over the zoo of gas.
  --profile P      one of ${PROFILES.join(', ')}
  --op NAME        one operator
  --each           a line for each member of the zoo
  --markdown FILE  the table, with the machine and the command`;

interface Timed {
  readonly specimen: Specimen;
  readonly profile: Profile;
  readonly wasm: number;
  readonly reference: number;
}

/** The operator alone, or with what proves that it is safe where it cannot be taken out. */
function aloneOf(graph: Graph, specimen: Specimen): Graph {
  const alone = singleOut(graph, specimen.op);
  try {
    createModel(alone);
    return alone;
  } catch (error) {
    if (error instanceof ArtefactError) return graph;
    throw error;
  }
}

/** Nanoseconds of one example on both kernel sets. */
async function timeBoth(specimen: Specimen, profile: Profile): Promise<Timed> {
  const graph = aloneOf(await toProfile(specimen.graph, profile), specimen);
  const wasm = createModel(graph, { kernels: wasmKernels });
  const reference = createModel(graph, { kernels: referenceKernels });
  const input = exampleBytes(wasm);
  const fast = await timeOf(() => wasm.run(input, 1), QUICK);
  const slow = await timeOf(() => reference.run(input, 1), { ...QUICK, samples: 3 });
  return { specimen, profile, wasm: fast, reference: slow };
}

const ratioOf = ({ wasm, reference }: Timed) => reference / wasm;

function summarize(times: readonly Timed[]): string {
  const ratios = times.map(ratioOf).sort((a, b) => a - b);
  const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
  const { specimen, profile } = times[0]!;
  const columns = [ratios.length, mean.toFixed(1), ratios[0]!.toFixed(1), ratios.at(-1)!.toFixed(1)];
  return `| ${[specimen.op, profile, ...columns].join(' | ')} |`;
}

function tableOf(times: readonly Timed[]): string {
  const groups = new Map<string, Timed[]>();
  for (const timed of times) {
    const key = `${timed.specimen.op} ${timed.profile}`;
    groups.set(key, [...(groups.get(key) ?? []), timed]);
  }
  const { machine, versions } = describeRun();
  return [
    `${machine.cpu}, Node ${versions.node}; one example at a time, best of several runs, processor time.`,
    '',
    '| operator | profile | members | times faster (geometric mean) | least | most |',
    '| --- | --- | ---: | ---: | ---: | ---: |',
    ...[...groups.values()].map(summarize),
  ].join('\n');
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      profile: { type: 'string' },
      op: { type: 'string' },
      each: { type: 'boolean', default: false },
      markdown: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return console.log(USAGE);
  const profiles = PROFILES.filter((profile) => (values.profile ?? profile) === profile);
  const times: Timed[] = [];
  for (const profile of profiles) {
    for (const specimen of zooOf(profile)) {
      if (values.op !== undefined && values.op !== specimen.op) continue;
      const timed = await timeBoth(specimen, profile);
      times.push(timed);
      const { wasm, reference } = timed;
      const line = `${profile} ${specimen.name}: ${(wasm / 1000).toFixed(2)} us, reference ${(reference / 1000).toFixed(2)} us, ratio ${ratioOf(timed).toFixed(1)}`;
      if (values.each) console.log(line);
      else if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
    }
  }
  if (times.length === 0) throw new Error(`Nothing is called that.\n${USAGE}`);
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  const text = tableOf(times);
  console.log(text);
  if (values.markdown === undefined) return;
  const command = `npm run bench:kernels -- ${process.argv.slice(2).join(' ')}`;
  writeFileSync(values.markdown, `# Fast kernels beside reference kernels\n\n\`${command}\`\n\n${text}\n`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
