import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/format/canonical-json.ts';
import { ArtefactError, encodeNetwork, loadModel, type Model } from '../../src/index.ts';
import { GraphMaker } from '../support/graph-maker.ts';
import { createRandom, type Random } from '../support/random.ts';
import { addRandomOps } from '../support/random-ops.ts';
import { graphOf, readVectors } from '../support/vector-case.ts';
import { mutateBytes, mutateJson } from './mutate.ts';
import { join, split } from './reassemble.ts';

/** `pnpm fuzz` sets it to 100,000. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 6000);

const keras = { config: { class_name: 'Sequential', config: { layers: [] } }, variables: [] };

/** One artefact of each operator and profile: small, so that mutations often hit what matters. */
const SMALL = readVectors().flatMap(({ cases }) => {
  const seen = new Set<unknown>();
  return cases
    .filter(({ node }) => !seen.has(node['op']) && seen.add(node['op']))
    .map((c) => encodeNetwork({ graph: graphOf(c), keras }));
});

/** Chains of operators, whose shapes, ranges and lifetimes depend on each other. */
const CHAINS = (['a16', 'a8', 'f32'] as const).flatMap((profile) =>
  [1, 2, 3, 4, 5].map((seed) => {
    const m = new GraphMaker(profile, seed);
    const last = addRandomOps(m, m.input([5, 4, 3]), 8);
    return encodeNetwork({ graph: m.graph([last]), keras });
  }),
);

const SEEDS = [...SMALL, ...CHAINS, ...CHAINS];

/** Tampers with the program inside a well-formed artefact, so that validate and not the parser has to notice. */
function mutateProgram(bytes: Uint8Array, random: Random): Uint8Array {
  const { header, data } = split(bytes);
  const metadata = header['__metadata__'] as { readonly program: string };
  let program: unknown = JSON.parse(metadata.program);
  for (let hits = random.pick([1, 1, 1, 2, 3]); hits > 0; hits--) program = mutateJson(program, random);
  return join({ ...header, __metadata__: { ...metadata, program: canonicalJson(program, 'program') } }, data);
}

/** Tampers with the tensors' header entries. */
function mutateHeader(bytes: Uint8Array, random: Random): Uint8Array {
  const { header, data } = split(bytes);
  return join(mutateJson(header, random), data);
}

/** Parameters keep their places and get other contents: ends of their types among them. */
function mutateTensors(bytes: Uint8Array, random: Random): Uint8Array {
  const { header, data } = split(bytes);
  const copy = data.slice();
  for (let hits = random.integer(1, 6); hits > 0 && copy.length > 0; hits--) {
    copy[random.integer(0, copy.length - 1)] = random.pick([0, 1, 0x7f, 0x80, 0xff, random.integer(0, 255)]);
  }
  return join(header, copy);
}

const MUTATIONS = [
  mutateBytes,
  mutateProgram,
  mutateProgram,
  mutateProgram,
  mutateHeader,
  mutateTensors,
] as const;

/** An input that the ports admit, with the ends of the range over-represented. */
function drawInput({ graph, inputBytes }: Model, random: Random): Uint8Array {
  const bytes = new Uint8Array(inputBytes);
  const view = new DataView(bytes.buffer);
  let offset = 0;
  for (const { value, kind, limit } of graph.inputs) {
    const { shape, type } = graph.values[value]!;
    const count = shape.reduce((product, size) => product * size, 1);
    for (let i = 0; i < count; i++) {
      if (kind === 'index') view.setInt32(offset, random.integer(0, limit - 1), true);
      else if (type === 'i16')
        view.setInt16(offset, random.pick([32767, -32767, random.integer(-32767, 32767)]), true);
      else if (type === 'f32') view.setInt32(offset, random.integer(-(2 ** 31), 2 ** 31 - 1), true);
      else view.setInt8(offset, random.pick([127, -128, random.integer(-128, 127)]));
      offset += { f32: 4, i32: 4, i16: 2, i8: 1, u8: 1 }[type];
    }
  }
  return bytes;
}

interface Tally {
  refused: Map<string, number>;
  accepted: number;
  /** Milliseconds of the slowest load, and its seed. */
  slowest: readonly [milliseconds: number, seed: number];
}

/** Loads hostile bytes: refused with a code, or fit to run with the same bytes on both backends. */
function tryOne(bytes: Uint8Array, random: Random, tally: Tally, seed: number): void {
  const begin = performance.now();
  let model: Model;
  try {
    model = loadModel(bytes, { backend: 'reference' });
  } catch (error) {
    if (!(error instanceof ArtefactError)) throw error;
    tally.refused.set(error.code, (tally.refused.get(error.code) ?? 0) + 1);
    return;
  } finally {
    const took = performance.now() - begin;
    if (took > tally.slowest[0]) tally.slowest = [took, seed];
  }
  tally.accepted++;
  const work = model.work.reduce((sum, { macs, elements }) => sum + macs + elements, 0);
  if (work > 100_000) return;
  const input = drawInput(model, random);
  const fast = loadModel(bytes, { backend: 'wasm' }).run(input, 1);
  expect(Buffer.compare(model.run(input, 1), fast)).toBe(0);
}

test(`${RUNS} mutated artefacts are refused with a code or run alike on both backends`, () => {
  const tally: Tally = { refused: new Map(), accepted: 0, slowest: [0, 0] };
  for (let run = 0; run < RUNS; run++) {
    const random = createRandom(run);
    const bytes = random.pick(MUTATIONS)(random.pick(SEEDS), random);
    try {
      tryOne(bytes, random, tally, run);
    } catch (cause) {
      throw new Error(`run ${run} (seed ${run}) broke`, { cause });
    }
  }
  const refused = Object.fromEntries([...tally.refused].sort());
  if (process.env['FUZZ_RUNS']) {
    console.log({
      ...refused,
      accepted: tally.accepted,
      slowest: tally.slowest,
      rss: process.memoryUsage().rss,
    });
  }
  // The mutations reach every stage: parsing, the program, shapes, parameters, and sound graphs.
  const reached = Object.keys(refused);
  expect(reached).toEqual(
    expect.arrayContaining(['BadGraph', 'BadParameter', 'BadProgram', 'BadShape', 'NotCanonical']),
  );
  expect(tally.accepted).toBeGreaterThan(RUNS / 50);
}, 3_600_000);
