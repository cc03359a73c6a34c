import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createModel, encodeGraph, type Graph, type Profile, referenceKernels } from '../../src/index.ts';
import { GraphMaker } from '../support/graph-maker.ts';
import { createRandom } from '../support/random.ts';
import { addRandomOps } from '../support/random-ops.ts';
import { graphOf, inputOf, outputOf, readVectors } from '../support/vector-case.ts';

/** Random graphs of each profile beside the golden vectors; CONFORMANCE_GRAPHS=5000 makes it a long run. */
const GRAPHS = Number(process.env['CONFORMANCE_GRAPHS'] ?? 60);

/** Other engines to run: JSON [[name, [command, ...arguments]], ...], from scripts/conformance-engines.mjs. */
const ENGINES: readonly (readonly [name: string, command: readonly string[]])[] = JSON.parse(
  process.env['CONFORMANCE_ENGINES'] ?? '[]',
);
/** Where to write down what the engines gave. */
const RECORD = process.env['CONFORMANCE_RECORD'];

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

interface Case {
  readonly graph: Graph;
  readonly input: Uint8Array;
  readonly batch: number;
  readonly output: Uint8Array;
}

function vectorCases(): Case[] {
  return readVectors().flatMap(({ cases }) =>
    cases.map((c) => ({ graph: graphOf(c), input: inputOf(c), batch: c.batch, output: outputOf(c) })),
  );
}

/** Graphs with bytes at random; what the reference kernels make of them is expected. */
function randomCase(profile: Profile, seed: number): Case {
  const maker = new GraphMaker(profile, seed);
  addRandomOps(maker, maker.input([4, 7, 9]), 6);
  const graph = maker.graph(maker.values.map((_, value) => value));
  const model = createModel(graph, { kernels: referenceKernels });
  const batch = 1 + (seed % 3);
  const random = createRandom(seed);
  const numbers = Int16Array.from({ length: model.inputLength * batch }, () => random.integer(-128, 127));
  const data = {
    i16: () => numbers.map((x) => x * 255),
    i8: () => Int8Array.from(numbers),
    f32: () => Float32Array.from(numbers, (x) => x / 37),
  }[maker.inputType]();
  const input = new Uint8Array(data.buffer);
  return { graph, input, batch, output: model.run(input, batch) };
}

describe('both compiler tiers of V8 give the expected bytes', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tiers-'));
  const runtime = path.join(folder, 'index.js');
  const file = path.join(folder, 'cases.json');
  const expected = createHash('sha256');
  let counts = { cases: 0, bytes: 0 };

  beforeAll(async () => {
    await build({
      configFile: false,
      logLevel: 'error',
      ssr: { noExternal: true },
      build: {
        ssr: fileURLToPath(new URL('../../src/index.ts', import.meta.url)),
        outDir: folder,
        rollupOptions: { output: { entryFileNames: 'index.js' } },
      },
    });
    writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
    const random = (['a16', 'a8', 'f32'] as const).flatMap((profile) =>
      Array.from({ length: GRAPHS }, (_, seed) => randomCase(profile, seed)),
    );
    const cases = [...vectorCases(), ...random];
    for (const { output } of cases) expected.update(output);
    counts = { cases: cases.length, bytes: cases.reduce((sum, { output }) => sum + output.length, 0) };
    const written = cases.map(({ graph, input, batch }) => ({
      artefact: base64(encodeGraph(graph)),
      input: base64(input),
      batch,
    }));
    writeFileSync(file, JSON.stringify(written));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('--liftoff-only (baseline), --no-liftoff (optimizing)', () => {
    const script = fileURLToPath(new URL('run-cases.mjs', import.meta.url));
    const digest = expected.digest('hex');
    for (const flags of [['--liftoff-only'], ['--no-liftoff'], []]) {
      const given = execFileSync(process.execPath, [...flags, script, runtime, file], { encoding: 'utf8' });
      expect(`${flags} ${given.trim()}`).toBe(`${flags} ${digest}`);
    }
    const engines = ENGINES.map(([name, [command, ...flags]]) => {
      const given = execFileSync(command!, [...flags, script, runtime, file], { encoding: 'utf8' });
      expect(`${name} ${given.trim()}`).toBe(`${name} ${digest}`);
      return name;
    });
    if (RECORD === undefined) return;
    const record = {
      command: `node packages/quantized-runtime/scripts/conformance-engines.mjs ${GRAPHS}`,
      ...counts,
      digest,
    };
    writeFileSync(
      RECORD,
      `${JSON.stringify({ ...record, engines: [`node ${process.version}`, ...engines] }, null, 2)}\n`,
    );
  }, 3_600_000);
});
