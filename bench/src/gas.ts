import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Profile } from '@evm-ml/quantized-runtime';
import { measureCalls, measureLoad, measureTranscoding } from './gas/calls.ts';
import { drawGasChart } from './gas/chart.ts';
import { fitTable, type Point } from './gas/fit.ts';
import { type Timing, timeGraph, toProfile } from './gas/measure-model.ts';
import { measureOrdinary } from './gas/ordinary.ts';
import { nsPerGas, type Row, rowText } from './gas/row.ts';
import { searchWorst } from './gas/search.ts';
import { ZOO } from './gas/zoo/zoo.ts';
import { describeRun } from './inference/machine.ts';
import { NETWORKS } from './inference/networks.ts';

const USAGE = `Usage: npm run bench:gas -- [--quick] [--search SECONDS] [--json FILE] [--svg FILE]
Time for gas: every operator in every profile, whole networks, loading, and this EVM's own opcodes and precompiles.
  --quick            shorter samples
  --search SECONDS   look for the operator with the most time for its gas (default 20)
  --json FILE        every figure, with the machine, the versions and this command
  --svg FILE         a chart`;

const PROFILES: readonly Profile[] = ['a16', 'a8', 'f32'];
/** Below this an operator's price is mostly its base, and a sample mostly the clock. */
const LARGE = 10_000;

function options() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      search: { type: 'string', default: '20' },
      json: { type: 'string' },
      svg: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const seconds = Number(values.search);
  if (!(seconds >= 0)) throw new Error(`--search takes seconds.\n${USAGE}`);
  return { ...values, seconds };
}

const show = <R extends Row>(row: R): R => {
  console.log(rowText(row));
  return row;
};

/** How far apart the cheapest and the dearest time are, among rows that cost enough to matter. */
function spread(rows: readonly Row[]): string {
  const large = rows.filter(({ gas }) => gas >= LARGE).sort((a, b) => nsPerGas(a) - nsPerGas(b));
  const [least, most] = [large[0], large.at(-1)];
  if (least === undefined || most === undefined) return 'none';
  const ratio = nsPerGas(most) / nsPerGas(least);
  return `${nsPerGas(least).toFixed(1)} (${least.name}) to ${nsPerGas(most).toFixed(1)} (${most.name}), ratio ${ratio.toFixed(1)}`;
}

async function measureZoo(timing: Timing): Promise<{ rows: Row[]; points: Map<Profile, Point[]> }> {
  const rows: Row[] = [];
  const points = new Map<Profile, Point[]>();
  for (const profile of PROFILES) {
    const ofProfile: Point[] = [];
    for (const { name, graph } of ZOO) {
      const { model, ...row } = await timeGraph(name, await toProfile(graph, profile), timing);
      rows.push(show(row));
      // The quantizer may have made several of one; only single operators tell their own price.
      const [only, ...others] = model.work;
      if (only !== undefined && others.length === 0) ofProfile.push({ ...only, ns: row.ns });
    }
    points.set(profile, ofProfile);
  }
  return { rows, points };
}

async function measureNetworks(timing: Timing): Promise<Row[]> {
  const rows: Row[] = [];
  for (const create of [NETWORKS.mlp, NETWORKS.lenet, NETWORKS['mobilenet-0.25']]) {
    const { name, graph } = create();
    const integer = await toProfile(graph, 'a16');
    const { model: _, ...row } = await timeGraph(name, integer, timing);
    rows.push(show({ ...row, kind: 'network' }));
    for (const call of await measureCalls(name, integer, timing)) rows.push(show(call));
    rows.push(show(await measureLoad(name, integer, timing)));
    const { inNs, outNs } = await measureTranscoding(integer, timing);
    console.log(
      `           a number in units of 1e-18: ${inNs.toFixed(0)} ns in, ${outNs.toFixed(0)} ns out`,
    );
  }
  return rows;
}

async function main(): Promise<void> {
  const { quick, seconds, json, svg, help } = options();
  if (help) return console.log(USAGE);
  const timing: Timing = quick
    ? { samples: 6, sampleMilliseconds: 2, warmUpMilliseconds: 30 }
    : { samples: 20, sampleMilliseconds: 5, warmUpMilliseconds: 120 };
  const ordinary = (await measureOrdinary(timing)).map(show);
  const networks = await measureNetworks(timing);
  const { rows: operators, points } = await measureZoo(timing);
  const worst = (await searchWorst(seconds, timing)).map(show);

  const slowest = ordinary.reduce((a, b) => (nsPerGas(b) > nsPerGas(a) ? b : a));
  console.log(`\nSlowest ordinary: ${slowest.name}, ${nsPerGas(slowest).toFixed(1)} ns/gas`);
  for (const profile of PROFILES) {
    console.log(`${profile} above ${LARGE} gas: ${spread(operators.filter(({ kind }) => kind === profile))}`);
  }
  const fits = PROFILES.map((profile) => [profile, fitTable(profile, points.get(profile) ?? [])] as const);
  for (const [profile, list] of fits) {
    for (const { op, present, fitted } of list) {
      console.log(
        `${profile.padEnd(4)} ${op.padEnd(14)} ${JSON.stringify(present)} -> ${JSON.stringify(fitted)}`,
      );
    }
  }
  const rows = [...ordinary, ...networks, ...operators, ...worst];
  if (json !== undefined) {
    writeFileSync(
      json,
      `${JSON.stringify({ ...describeRun(), timing, rows, fits: Object.fromEntries(fits) }, null, 2)}\n`,
    );
  }
  if (svg !== undefined) writeFileSync(svg, drawGasChart(rows));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
