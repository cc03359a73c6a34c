import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { encodeGraph } from '../../../src/format/encode-graph.ts';
import { loadModel } from '../../../src/plan/load-model.ts';
import { importKeras, quantize } from '../../../src/workshop/index.ts';
import { fixturePath, loadFamily } from '../import/fixtures.ts';

/** What else a case of tools/keras/make_number_fixtures.py holds. */
interface Measure {
  /** What errors are measured against: the number itself, or the largest of its row or column. */
  readonly by: 'element' | 'row' | 'column';
  /** The answer in binary64. */
  readonly exact: Float64Array;
}

function measures(): ReadonlyMap<string, Measure> {
  const files = unzipSync(readFileSync(fixturePath('numbers/functions.zip')));
  const entries = Object.entries(files).filter(([name]) => name.endsWith('.json'));
  return new Map(
    entries.map(([name, bytes]) => {
      const json = JSON.parse(new TextDecoder().decode(bytes)) as Pick<Measure, 'by'> & { exact: string[] };
      const raw = Buffer.from(json.exact[0]!, 'base64');
      const exact = Float64Array.from({ length: raw.length / 8 }, (_, i) => raw.readDoubleLE(8 * i));
      return [name.slice(0, -'.json'.length), { by: json.by, exact }];
    }),
  );
}

const MEASURES = measures();
const TOLERANCE = 1e-5;
const SMALLEST_NORMAL = 2 ** -126;

/** The same number, or within the tolerance of `size`; subnormal numbers count as 0. */
function isNear(y: number, expected: number, size: number): boolean {
  return (
    Object.is(y, expected) || Math.abs(y - expected) <= TOLERANCE * size + SMALLEST_NORMAL || y === expected
  );
}

/** For each number, the largest finite one of those that it is measured with. */
function sizes({ by, exact }: Measure, batch: number): Float64Array {
  const width = exact.length / batch;
  const groupOf = {
    element: (i: number) => i,
    row: (i: number) => Math.floor(i / width),
    column: (i: number) => i % width,
  };
  const largest = new Map<number, number>();
  for (const [i, x] of exact.entries()) {
    const group = groupOf[by](i);
    largest.set(group, Math.max(largest.get(group) ?? 0, Number.isFinite(x) ? Math.abs(x) : 0));
  }
  return exact.map((_, i) => largest.get(groupOf[by](i))!);
}

/**
 * Keras multiplies infinity by 0, or looks at NaN with comparisons, where the runtime keeps to limits and to NaN
 * (numerics/functions.test.ts). No number that a caller can give is either. A power of -0 is the positive infinity.
 */
function isConvention(x: number | undefined, y: number, keras: number): boolean {
  if (Object.is(x, -0)) return Math.abs(y) === Infinity && keras === Infinity;
  return x !== undefined && !Number.isFinite(x) && (Number.isNaN(keras) || Number.isNaN(y));
}

describe('f32 stays within 1e-5 of Keras where functions go wrong', () => {
  const cases = loadFamily('numbers/functions').map((example) => [example.name, example] as const);
  test.each(cases)('%s', async (name, { bytes, inputs, outputs, batch }) => {
    const x = Object.values(inputs)[0]!;
    const samples = [x.map((v) => (Number.isFinite(v) ? v : 0))];
    const { network } = await quantize(await importKeras(bytes), samples, { profile: 'f32' });
    const answer = loadModel(encodeGraph(network.graph)).run(new Uint8Array(x.buffer), batch);
    const y = Array.from({ length: answer.length / 4 }, (_, i) => Buffer.from(answer).readFloatLE(4 * i));
    const [keras, measure] = [outputs[0]!, MEASURES.get(name)!];
    const size = sizes(measure, batch);
    const wrong = y
      .map((found, i) => ({ i, found, keras: keras[i]!, exact: Math.fround(measure.exact[i]!) }))
      .filter(
        (one) => !isNear(one.found, one.keras, size[one.i]!) && !isNear(one.found, one.exact, size[one.i]!),
      )
      .filter((one) => !isConvention(x.length === y.length ? x[one.i] : undefined, one.found, one.keras));
    expect(wrong).toEqual([]);
    expect(y.length).toBe(keras.length);
  });
});
