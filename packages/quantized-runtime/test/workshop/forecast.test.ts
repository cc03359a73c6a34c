import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { createModel, type Graph, type Profile } from '../../src/index.ts';
import {
  type ForecastOptions,
  forecast,
  GenerateError,
  importKeras,
  quantize,
} from '../../src/workshop/index.ts';
import { BACKENDS } from '../support/backends.ts';

/** A small network of two features, and what Keras makes of going on with it: tools/keras/make_forecast_fixture.py. */
const FIXTURES = new URL('../../fixtures/keras/forecast/', import.meta.url);
const { given, answers, samples, provenance } = JSON.parse(
  readFileSync(new URL('answers.json', FIXTURES), 'utf8'),
) as Record<'given' | 'answers' | 'samples', number[][][]> & { provenance: { steps: number } };
const { steps } = provenance;
const PROFILES = ['f32', 'a16'] as const;
const OPTIONS: ForecastOptions = { window: 'window', steps };

const networks = new Map<Profile, Graph>();
beforeAll(async () => {
  const imported = await importKeras(readFileSync(new URL('forecast.keras', FIXTURES)));
  for (const profile of PROFILES) {
    const { network } = await quantize(imported, [Float32Array.from(samples.flat(2))], { profile });
    networks.set(profile, network.graph);
  }
}, 60_000);

describe.each(PROFILES)('a series that goes on, in %s', (profile) => {
  const run = (graph: Graph) => {
    const model = createModel(graph);
    const { output, steps: taken } = model.execute(model.encodeReal(given.flat(2)), given.length);
    return { rows: model.decodeReal(output), taken };
  };

  test('is what Keras makes of it', () => {
    const { rows, taken } = run(forecast(networks.get(profile)!, OPTIONS));
    expect(taken).toEqual([given.length * steps]);
    const errors = answers.flat(2).map((expected, index) => Math.abs(expected - rows[index]!));
    // Temperatures change by 13 and pressures by 8 over a day; errors of twelve steps add up.
    expect(Math.max(...errors)).toBeLessThan(profile === 'f32' ? 0.01 : 0.35);
  });

  test('has the same bits by every kernel, and row by row those of asking again', () => {
    const graph = forecast(networks.get(profile)!, { ...OPTIONS, steps: 3 });
    const runs = BACKENDS.map(([, load]) => {
      const model = load(graph);
      return model.execute(model.encodeReal(given.flat(2)), given.length);
    });
    for (const own of runs) expect(own).toEqual(runs[0]);
    const once = createModel(networks.get(profile)!);
    const first = once.decodeReal(once.run(once.encodeReal(given.flat(2)), given.length));
    const { rows } = run(graph);
    given.forEach((_, index) => {
      expect([...rows.subarray(index * 6, index * 6 + 2)]).toEqual([
        ...first.subarray(index * 2, index * 2 + 2),
      ]);
    });
  });
});

test.each<[string, Partial<ForecastOptions>, RegExp]>([
  ['an input that is not there', { window: 'x' }, /no input "x".*"window"/],
  ['no steps', { steps: 0 }, /0 steps: give a whole number from 1 to 4096/],
  ['too many steps', { steps: 4097 }, /4097 steps: give a whole number from 1 to 4096/],
])('%s is refused in a sentence', (_, options, message) => {
  const call = () => forecast(networks.get('a16')!, { ...OPTIONS, ...options });
  expect(call).toThrow(GenerateError);
  expect(call).toThrow(message);
});

test('a window whose places have units of their own, and an answer that is no row, are refused', () => {
  const graph = networks.get('f32')!;
  const [port] = graph.inputs;
  const flat: Graph = {
    ...graph,
    values: graph.values.with(port!.value, { ...graph.values[port!.value]!, shape: [16] }),
    inputs: [{ ...port!, scale: Array.from({ length: 16 }, (_, index) => 1 + index) }],
  };
  expect(() => forecast(flat, OPTIONS)).toThrow(/units of their own for each of its places/);
  const wide: Graph = {
    ...graph,
    values: graph.values.with(graph.outputs[0]!.value, {
      ...graph.values[graph.outputs[0]!.value]!,
      shape: [3],
    }),
  };
  expect(() => forecast(wide, OPTIONS)).toThrow(
    /gives \[3\]; behind a window of \[8,2\] it should give \[2\]/,
  );
});
