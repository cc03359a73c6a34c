import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { encodeGraph, loadModel } from '@evm-ml/quantized-runtime';
import { toProfile } from './gas/examples.ts';
import { describeRun } from './inference/machine.ts';
import { NETWORKS } from './inference/networks.ts';

const USAGE = `Usage: node bench/dist/loading.js [--rounds N] [--json FILE]
Decoding and validating the artefact of MobileNetV1 1.0 224x224 (a16, 4.3 MB), and with its plan, which the first run
makes (a later run's time taken off): the first time in a process, again in the same one (the best of N processes,
default 8), and the most memory that any of them takes besides.`;

interface Loading {
  /** Decoding, validating and planning. */
  readonly firstMilliseconds: number;
  readonly againMilliseconds: number;
  /** Of that, decoding and validating: what `describe` and `gasOf` wait for. */
  readonly decodeMilliseconds: number;
  readonly artefactBytes: number;
  /** Of the plan: packed weights and activations. */
  readonly planBytes: number;
  /** Resident memory at its highest, less that before. */
  readonly peakBytes: number;
}

/** In a process of its own. */
function measureHere(file: string): Loading {
  const artefact = new Uint8Array(readFileSync(file));
  const before = process.memoryUsage().rss;
  const load = () => {
    const start = performance.now();
    const model = loadModel(artefact);
    const decoded = performance.now();
    const input = new Uint8Array(model.inputBytes);
    model.run(input, 1);
    const planned = performance.now();
    model.run(input, 1);
    const run = performance.now() - planned;
    return { decoded: decoded - start, took: planned - start - run, planBytes: model.planBytes };
  };
  const first = load();
  const peakBytes = process.resourceUsage().maxRSS * 1024 - before;
  const later = Array.from({ length: 20 }, load);
  const again = Math.min(...later.map(({ took }) => took));
  const decode = Math.min(...later.map(({ decoded }) => decoded));
  return {
    firstMilliseconds: first.took,
    againMilliseconds: again,
    decodeMilliseconds: decode,
    artefactBytes: artefact.length,
    planBytes: first.planBytes,
    peakBytes,
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '8' },
      json: { type: 'string' },
      child: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return console.log(USAGE);
  if (values.child !== undefined) return console.log(JSON.stringify(measureHere(values.child)));
  const folder = mkdtempSync(join(tmpdir(), 'evm-ml-loading-'));
  try {
    const file = join(folder, 'model.evmml');
    const graph = await toProfile(NETWORKS['mobilenet-1.0']().graph, 'a16');
    writeFileSync(file, encodeGraph(graph));
    const self = fileURLToPath(import.meta.url);
    const rounds = Array.from(
      { length: Number(values.rounds) },
      (): Loading =>
        JSON.parse(execFileSync(process.execPath, [self, '--child', file], { encoding: 'utf8' })),
    );
    const least = (of: (loading: Loading) => number) => Math.min(...rounds.map(of));
    const result: Loading = {
      ...rounds[0]!,
      firstMilliseconds: least(({ firstMilliseconds }) => firstMilliseconds),
      againMilliseconds: least(({ againMilliseconds }) => againMilliseconds),
      decodeMilliseconds: least(({ decodeMilliseconds }) => decodeMilliseconds),
      peakBytes: Math.max(...rounds.map(({ peakBytes }) => peakBytes)),
    };
    console.log(
      `first in a process ${result.firstMilliseconds.toFixed(1)} ms, again ${result.againMilliseconds.toFixed(1)} ms, ` +
        `of which ${result.decodeMilliseconds.toFixed(1)} ms decode and validate`,
    );
    console.log(
      `artefact ${result.artefactBytes} bytes, plan ${result.planBytes}, peak besides the artefact ${result.peakBytes}: ` +
        `${((result.peakBytes + result.artefactBytes) / result.artefactBytes).toFixed(2)} times the artefact with it`,
    );
    if (values.json !== undefined) {
      writeFileSync(values.json, `${JSON.stringify({ ...describeRun(), ...result }, null, 2)}\n`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
