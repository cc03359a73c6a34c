import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeGraph } from '../../../src/format/encode-graph.ts';
import { type KernelSet, loadModel, referenceKernels, wasmKernels } from '../../../src/index.ts';
import {
  evaluate,
  exportKeras,
  importKeras,
  type Quantized,
  quantize,
  reportJson,
  reportSvg,
  reportText,
  verify,
} from '../../../src/workshop/index.ts';
import { encodeNetwork } from '../../../src/workshop/origin/index.ts';
import type { Network } from '../../../src/workshop/origin/network.ts';

// A network trained with real Keras on the wine data, and Keras's own outputs on the test lots:
// tools/keras/wine/train.py wrote all three files.
const FOLDER = new URL('../../../../../examples/wine-cellar/model/', import.meta.url);
const FEATURES = 13;
const CLASSES = 3;

interface KerasOutputs {
  readonly outputs: readonly (readonly number[])[];
}

function readRows(name: string): Float32Array {
  const lines = readFileSync(new URL(name, FOLDER), 'utf8').trim().split('\n').slice(1);
  return Float32Array.from(lines.flatMap((line) => line.split(',').slice(0, FEATURES).map(Number)));
}

const file = readFileSync(new URL('wine.keras', FOLDER));
const train = readRows('train.csv');
const test = readRows('test.csv');
const keras: KerasOutputs = JSON.parse(readFileSync(new URL('keras-outputs.json', FOLDER), 'utf8'));
const lots = test.length / FEATURES;

const classOf = (row: ArrayLike<number>): number =>
  Array.from(row).reduce((best, x, i) => (x > row[best]! ? i : best), 0);

/** Largest difference from Keras and the number of lots whose class differs. */
function compare({ network }: Quantized, kernels: KernelSet): { max: number; differing: number } {
  const model = loadModel(encodeGraph(network.graph), { kernels });
  const outputs = model.decodeReal(model.run(model.encodeReal(Float64Array.from(test)), lots));
  let [max, differing] = [0, 0];
  for (const [lot, expected] of keras.outputs.entries()) {
    const actual = outputs.subarray(lot * CLASSES, (lot + 1) * CLASSES);
    for (const [c, p] of expected.entries()) max = Math.max(max, Math.abs(p - actual[c]!));
    if (classOf(expected) !== classOf(actual)) differing++;
  }
  return { max, differing };
}

describe('the wine grader', () => {
  let network: Network;
  beforeAll(async () => {
    network = await importKeras(file);
  });

  it.each([
    ['a16', 'samples', 0.0005],
    ['a16', 'synthetic', 0.001],
    ['a8', 'samples', 0.05],
    ['f32', 'samples', 1e-5],
  ] as const)('%s with %s keeps every class and its outputs', async (profile, source, bound) => {
    const quantized = await quantize(network, source === 'samples' ? [train] : undefined, { profile });
    for (const kernels of [referenceKernels, wasmKernels]) {
      const { max, differing } = compare(quantized, kernels);
      expect(differing).toBe(0);
      expect(max).toBeLessThan(bound);
    }
    expect(quantized.report.assumptions.length).toBe(source === 'samples' ? 0 : 1);
  });

  it('gives the same bytes again, and verify says so', async () => {
    const artefact = encodeNetwork((await quantize(network, [train])).network);
    const same = await verify(file, [train], artefact);
    expect(same).toMatchObject({ agrees: true, firstDifference: null });
    expect(same.expected).toEqual(artefact);
    const flipped = (bytes: Uint8Array) => bytes.map((byte, i) => (i === bytes.length - 5 ? byte ^ 1 : byte));
    for (const part of ['model', 'origin'] as const) {
      expect(await verify(file, [train], { ...artefact, [part]: flipped(artefact[part]) })).toMatchObject({
        agrees: false,
        firstDifference: { part, byte: artefact[part].length - 5 },
      });
    }
    const { model } = artefact;
    expect((await verify(file, [train], { model })).agrees).toBe(true);
    expect((await verify(file, [train], { model: model.slice(0, 100) })).firstDifference).toEqual({
      part: 'model',
      byte: 100,
    });
    expect((await verify(file, [train], artefact, { profile: 'a8' })).agrees).toBe(false);
  });

  it.each(['a16', 'a8', 'f32'] as const)('exports %s as an equivalent Keras network', async (profile) => {
    const { network: quantized } = await quantize(network, [train], { profile });
    const again = await importKeras(await exportKeras(quantized));
    const value = again.graph.outputs[0]!.value;
    const outputs = (await evaluate(again.graph, [test], lots)).get(value)!;
    const expected = keras.outputs.flat();
    const max = outputs.reduce((most, p, i) => Math.max(most, Math.abs(p - expected[i]!)), 0);
    expect(max).toBeLessThan(profile === 'a8' ? 0.05 : 0.0005);
  });

  it('reports every layer as text, JSON and a picture', async () => {
    const { report } = await quantize(network, [train]);
    expect(report.values.map(({ op }) => op)).toEqual(['input', 'dense', 'dense', 'dense', 'softmax']);
    expect(report).toMatchObject({ profile: 'a16', examples: 89, measured: 29, measuredOn: 'held back' });
    expect(report.notices).toEqual([]);
    expect(report.outputs[0]).toMatchObject({ name: 'cultivar', agreement: 1 });
    for (const value of report.values) {
      expect(value.snr).toBeGreaterThan(60);
      expect(value.held!.min).toBeLessThanOrEqual(value.seen.min);
      expect(value.held!.max).toBeGreaterThanOrEqual(value.seen.max);
    }
    expect(JSON.parse(reportJson(report))).toEqual(report);
    expect(reportText(report)).toContain('dense_1');
    const picture = reportSvg(report);
    expect(picture).toMatch(/^<svg [^>]*>[\s\S]*<\/svg>\n$/);
    for (const { layer, op, snr } of report.values) {
      expect(picture).toContain(`<title>${layer} (${op}): ${snr!.toFixed(1)} dB</title>`);
    }
  });

  it('draws names of any kind and values that lost nothing, without numbers that are none', async () => {
    const { report } = await quantize(network, [train], { profile: 'a8' });
    const hostile = `<b>&"'\u0000${'long '.repeat(60)}`;
    const values = report.values.map((value) => ({ ...value, layer: hostile, snr: null, held: null }));
    const picture = reportSvg({ ...report, values: [...values, ...report.values] });
    expect(picture).not.toMatch(/NaN|Infinity|undefined|<b>/);
    expect(picture.includes('\u0000')).toBe(false);
    expect(picture).toContain('&#60;b&#62;&#38;&#34;&#39; long long');
    expect(reportSvg({ ...report, values: [], outputs: [] })).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('tells how far it is, and stops when told to', async () => {
    const seen = new Map<string, number>();
    await quantize(network, [train], {
      onProgress: ({ task, done, total }) => {
        expect(done).toBeGreaterThan(seen.get(task) ?? 0);
        expect(done).toBeLessThanOrEqual(total);
        seen.set(task, done);
      },
    });
    expect([...seen.keys()]).toEqual(['calibrate', 'quantize', 'measure']);
    for (const task of seen.keys()) {
      const controller = new AbortController();
      const stopped = quantize(network, [train], {
        signal: controller.signal,
        onProgress: (progress) => {
          if (progress.task === task) controller.abort();
        },
      });
      await expect(stopped).rejects.toThrow(/abort/);
    }
  });

  it.each([
    ['no input', [], /has 1 inputs, and samples are given for 0/],
    ['half an example', [train.slice(0, 20)], /takes 13 numbers an example/],
    ['no example', [new Float32Array(0)], /whole, positive number/],
    ['a number that is none', [train.map((x, i) => (i === 30 ? Number.NaN : x))], /Number 30 .* not finite/],
  ])('refuses samples with %s', async (_, samples, message) => {
    await expect(quantize(network, samples)).rejects.toThrow(message);
  });
});
