import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { elementCount } from '../../src/graph/element-types.ts';
import { createNormal } from '../../src/workshop/quantize/math/random.ts';
import { loadFamily } from '../workshop/import/fixtures.ts';
import { encodeNetwork, importKeras, quantize } from './workshop.ts';

/** Other engines to run: JSON [[name, [command, ...arguments]], ...], from scripts/conformance-engines.mjs. */
const ENGINES: readonly (readonly [name: string, command: readonly string[]])[] = JSON.parse(
  process.env['CONFORMANCE_ENGINES'] ?? '[]',
);
/** Where to write down what the engines gave. */
const RECORD = process.env['CONFORMANCE_QUANTIZE_RECORD'];

/** Networks that between them have tables of every kind, recurrent cells, attention and learned rounding. */
const NETWORKS = [
  ['normalization', 'mlp'],
  ['models', 'operators'],
  ['attention', 'transformer_block'],
  ['rnn', 'bidirectional_lstm'],
  ['rnn', 'gru_hard_sigmoid'],
  ['operations', 'log_softmax'],
  ['operations', 'activations'],
] as const;
const EXAMPLES = 8;

interface Case {
  readonly file: string;
  readonly samples?: number[][];
}

/** The file with examples at random; every second one without, so that samples are made up. */
async function caseOf(family: string, name: string, index: number): Promise<Case> {
  const { bytes } = loadFamily(family).find((example) => example.name === name)!;
  const file = Buffer.from(bytes).toString('base64');
  if (index % 2 === 1) return { file };
  const { graph } = await importKeras(bytes);
  const next = createNormal(index + 1);
  const samples = graph.inputs.map(({ value, kind, limit }) => {
    const length = EXAMPLES * elementCount(graph.values[value]!.shape);
    const draw = (): number => (kind === 'index' ? Math.floor(Math.abs(next() * 1e6)) % limit : next());
    return Array.from({ length }, () => Math.fround(draw()));
  });
  return { file, samples };
}

describe('quantizing gives the same bytes', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'quantize-'));
  const cases: Case[] = [];
  const written = { workshop: path.join(folder, 'workshop.js'), cases: path.join(folder, 'cases.json') };

  beforeAll(async () => {
    for (const [index, [family, name]] of NETWORKS.entries()) cases.push(await caseOf(family, name, index));
    writeFileSync(written.cases, JSON.stringify(cases));
    writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
    await build({
      configFile: false,
      logLevel: 'error',
      ssr: { noExternal: true },
      build: {
        ssr: fileURLToPath(new URL('workshop.ts', import.meta.url)),
        outDir: folder,
        rollupOptions: { output: { entryFileNames: 'workshop.js' } },
      },
    });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('in both compiler tiers and on every engine at hand', async () => {
    const hash = createHash('sha256');
    for (const { file, samples } of cases) {
      const network = await importKeras(new Uint8Array(Buffer.from(file, 'base64')));
      const inputs = samples?.map((data) => Float32Array.from(data));
      for (const profile of ['a16', 'a8'] as const) {
        const { model, origin } = encodeNetwork((await quantize(network, inputs, { profile })).network);
        hash.update(model).update(origin);
      }
    }
    const digest = hash.digest('hex');
    const script = fileURLToPath(new URL('quantize-cases.mjs', import.meta.url));
    const expectSame = (name: string, [command, ...flags]: readonly string[]): void => {
      const given = execFileSync(command!, [...flags, script, written.workshop, written.cases], {
        encoding: 'utf8',
      });
      expect(`${name} ${given.trim()}`).toBe(`${name} ${digest}`);
    };
    for (const flag of ['--liftoff-only', '--no-liftoff']) expectSame(flag, [process.execPath, flag]);
    for (const [name, command] of ENGINES) expectSame(name, command);
    if (RECORD === undefined) return;
    const engines = [`node ${process.version}`, ...ENGINES.map(([name]) => name)];
    const networks = NETWORKS.map((names) => names.join('/'));
    const command = 'node packages/quantized-runtime/scripts/conformance-engines.mjs';
    writeFileSync(RECORD, `${JSON.stringify({ command, networks, digest, engines }, null, 2)}\n`);
  }, 3_600_000);
});
