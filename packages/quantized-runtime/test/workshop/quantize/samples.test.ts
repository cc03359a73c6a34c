import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeGraph } from '../../../src/format/encode-graph.ts';
import type { Graph, Node, Tensor, Value } from '../../../src/graph/graph.ts';
import { loadModel } from '../../../src/plan/load-model.ts';
import { type Quantized, quantize, reportJson, reportSvg, reportText } from '../../../src/workshop/index.ts';
import type { Network } from '../../../src/workshop/origin/network.ts';
import { findMaskedValues, findSentinels } from '../../../src/workshop/quantize/calibrate/counted-steps.ts';
import { holdBack } from '../../../src/workshop/quantize/calibrate/hold-back.ts';
import { createNormal } from '../../../src/workshop/quantize/math/random.ts';
import { floatNetwork } from '../../support/float-network.ts';

const f32 = (shape: readonly number[]): Value => ({ shape, type: 'f32', scale: 1, zero: 0 });
const u8 = (shape: readonly number[]): Value => ({ shape, type: 'u8', scale: 1, zero: 0 });
const NO_CLAMP = { min: null, max: null } as const;

const [STEPS, FEATURES, UNITS] = [5, 3, 4];

function normals(length: number, seed: number, spread = 1): Float32Array {
  const next = createNormal(seed);
  return Float32Array.from({ length }, () => spread * next());
}

const tensor = (shape: readonly number[], seed: number, spread = 0.5): Tensor => ({
  shape,
  data: normals(
    shape.reduce((a, b) => a * b, 1),
    seed,
    spread,
  ),
});

/** What Keras's Masking and LSTM become: steps all of whose numbers are `maskValue` are skipped. */
function maskedLstm(maskValue: number): Network {
  const values = [f32([STEPS, FEATURES]), u8([STEPS]), u8([STEPS, 1]), f32([1]), f32([STEPS, FEATURES])];
  const recurrent: Node = {
    op: 'recurrent',
    fn: 'lstm',
    units: UNITS,
    backwards: false,
    resetAfter: false,
    zeroOutputForMask: false,
    activation: 'tanh',
    recurrentActivation: 'sigmoid',
    inputs: [4, 1],
    outputs: [5, 7, 6],
    layer: 'lstm',
    params: { kernel: 'kernel', recurrent: 'recurrent' },
  };
  const compare: Node = {
    op: 'compare',
    fn: 'ne',
    constant: maskValue,
    reduceLast: 'any',
    inputs: [0],
    outputs: [1],
    layer: 'masking',
  };
  const nodes: Node[] = [
    compare,
    { op: 'reshape', inputs: [1], outputs: [2], layer: 'masking' },
    { op: 'constant', inputs: [], outputs: [3], layer: 'masking', params: { value: 'zero' } },
    { op: 'select', inputs: [2, 0, 3], outputs: [4], layer: 'masking' },
    recurrent,
  ];
  return floatNetwork([...values, f32([STEPS, UNITS]), f32([UNITS]), f32([UNITS])], nodes, {
    zero: { shape: [1], data: Float32Array.of(0) },
    kernel: tensor([FEATURES, 4 * UNITS], 1),
    recurrent: tensor([UNITS, 4 * UNITS], 2),
  });
}

/** Steps at the end of each example are `number`, as padding is. */
function padded(data: Float32Array, number: number): Float32Array {
  const size = STEPS * FEATURES;
  return data.map((x, i) => (i % size >= FEATURES * (1 + (Math.floor(i / size) % STEPS)) ? number : x));
}

/** One dense layer over a table. */
function table(features: number): Network {
  const dense: Node = {
    op: 'dense',
    ...NO_CLAMP,
    inputs: [0],
    outputs: [1],
    layer: 'dense',
    params: { kernel: 'kernel' },
  };
  return floatNetwork([f32([features]), f32([2])], [dense], { kernel: tensor([features, 2], 3) });
}

const notices = ({ report }: Quantized): readonly string[] => report.notices;

describe('numbers that stand for nothing', () => {
  it.each(['a16', 'a8'] as const)(
    '%s: a mask_value far outside leaves the range to the others',
    async (profile) => {
      const samples = padded(normals(200 * STEPS * FEATURES, 5), -999);
      const { report, network } = await quantize(maskedLstm(-999), [samples], { profile });
      const [input] = report.values;
      expect(input!.seen.min).toBeGreaterThan(-10);
      expect(input!.held!.max).toBeLessThan(10);
      expect(report.outputs[0]!.snr).toBeGreaterThan(profile === 'a16' ? 45 : 30);
      expect(report.notices).toEqual([
        'Input "x0": -999 marks what is masked, and is left out of the range held.',
      ]);
      // A step that is masked from the first on leaves the state at zero.
      const model = loadModel(encodeGraph(network.graph));
      const nothing = new Float64Array(STEPS * FEATURES).fill(-999);
      expect(Array.from(model.decodeReal(model.run(model.encodeReal(nothing), 1)))).toEqual(
        new Array(UNITS).fill(0),
      );
    },
  );

  it('a8: numbers at the end of what was seen are not taken for what is masked', async () => {
    const samples = padded(normals(200 * STEPS * FEATURES, 6), -999);
    const lowest = samples.reduce((least, x) => (x > -999 ? Math.min(least, x) : least), 0);
    const { network } = await quantize(maskedLstm(-999), [samples], { profile: 'a8' });
    const model = loadModel(encodeGraph(network.graph));
    const all = new Float64Array(STEPS * FEATURES).fill(lowest);
    expect(model.decodeReal(model.run(model.encodeReal(all), 1)).some((x) => x !== 0)).toBe(true);
  });

  it('says where small numbers are taken for mask_value, unless int16 tells them apart', async () => {
    const size = STEPS * FEATURES;
    // Every seventh step is small.
    const small = (factor: number): Float32Array =>
      normals(100 * size, 7).map((x, i) => (Math.floor(i / FEATURES) % 7 === 0 ? x * factor : x));
    const [said] = notices(await quantize(maskedLstm(0), [small(1e-7)]));
    expect(said).toMatch(/^Layer "masking": \d+ of 125 comparisons with 0 .*mask_value.*--profile f32/);
    expect(notices(await quantize(maskedLstm(0), [small(1e-3)]))).toEqual([]);
    const { report } = await quantize(maskedLstm(0), [small(1e-3)], { profile: 'a8' });
    expect(report.notices).toEqual([]);
    expect(report.values[0]).toMatchObject({ op: 'input', bits: 16 });
  });

  it('says where nothing masks them', async () => {
    const samples = normals(300 * 4, 8).map((x, i) => (i % 4 === 2 && i % 40 === 2 ? -999 : x));
    const quantized = await quantize(table(4), [samples]);
    expect(notices(quantized)).toEqual([
      expect.stringMatching(/^Input "x0": -999 is 10 % of the numbers of feature 2 .*mask_value=-999/),
    ]);
    expect(notices(await quantize(table(4), [samples], { profile: 'f32' }))).toEqual([]);
    // Zero is in every range, and a lone outlier is no habit.
    const zeros = normals(300 * 4, 8).map((x, i) => (i % 40 === 2 ? 0 : 50 + x));
    expect(notices(await quantize(table(4), [zeros]))).toEqual([]);
    const outlier = normals(300 * 4, 8).map((x, i) => (i === 2 ? -999 : x));
    expect(notices(await quantize(table(4), [outlier])).filter((said) => said.includes('mask'))).toEqual([]);
  });
});

describe('which steps count', () => {
  it('those that a mask keeps, before and behind select', () => {
    const { graph } = maskedLstm(-999);
    expect(findMaskedValues(graph)).toEqual(
      new Map([
        [4, 1],
        [0, 1],
      ]),
    );
    expect(findSentinels(graph)).toEqual(new Map([[0, -999]]));
  });

  it('all, where something else reads them too', () => {
    const { graph } = maskedLstm(-999);
    for (const value of [0, 4]) {
      const read: Graph = { ...graph, outputs: [...graph.outputs, { name: 'raw', value }] };
      expect(findMaskedValues(read).has(value)).toBe(false);
    }
    const sum: Node = {
      op: 'reduce',
      fn: 'sum',
      axes: [0],
      inputs: [0],
      outputs: [8],
      layer: 'sum',
      params: {},
    };
    const values = [...graph.values, f32([FEATURES])];
    const summed = { ...graph, values, nodes: [...graph.nodes, sum], outputs: [{ name: 'sum', value: 8 }] };
    expect(findMaskedValues(summed).has(0)).toBe(false);
  });

  it('through layers that treat every step alike', () => {
    const { graph, keras } = maskedLstm(0);
    const dense: Node = {
      op: 'dense',
      ...NO_CLAMP,
      inputs: [4],
      outputs: [8],
      layer: 'dense',
      params: { kernel: 'square' },
    };
    const relu: Node = {
      op: 'unary',
      fn: 'relu',
      alpha: 0,
      beta: 0,
      inputs: [8],
      outputs: [9],
      layer: 'relu',
      params: {},
    };
    const nodes = [
      ...graph.nodes.slice(0, -1),
      dense,
      relu,
      { ...graph.nodes.at(-1)!, inputs: [9, 1] } as Node,
    ];
    const values = [...graph.values, f32([STEPS, FEATURES]), f32([STEPS, FEATURES])];
    const masked = findMaskedValues({ ...graph, values, nodes });
    expect([...masked].sort(([a], [b]) => a - b)).toEqual([
      [0, 1],
      [4, 1],
      [8, 1],
      [9, 1],
    ]);
    expect(keras.variables).toEqual([]);
  });
});

describe('samples', () => {
  it('a quarter is held back, at most 128, from all over and for all inputs alike', () => {
    const { graph } = floatNetwork(
      [f32([2]), f32([]), f32([2])],
      [{ op: 'binary', fn: 'add', ...NO_CLAMP, inputs: [0, 1], outputs: [2], layer: 'add', params: {} }],
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), (examples) => {
        const pairs = Float32Array.from({ length: 2 * examples }, (_, i) => Math.floor(i / 2));
        const singles = Float32Array.from({ length: examples }, (_, i) => i);
        const { calibrating, heldBack } = holdBack(graph, [pairs, singles], examples);
        const expected = examples < 64 ? 0 : Math.min(Math.floor(examples / 4), 128);
        const held = Array.from(heldBack?.[1] ?? []);
        expect(held).toHaveLength(expected);
        expect(Array.from(heldBack?.[0] ?? [])).toEqual(held.flatMap((x) => [x, x]));
        expect([...held, ...calibrating[1]!].sort((a, b) => a - b)).toEqual(Array.from(singles));
        expect(Array.from(calibrating[0]!)).toEqual(Array.from(calibrating[1]!).flatMap((x) => [x, x]));
        // No two neighbours, and no gap of twice the usual.
        const gaps = held.slice(1).map((x, i) => x - held[i]!);
        for (const gap of gaps) expect(Math.abs(gap - examples / expected)).toBeLessThan(1);
      }),
    );
  });

  it('what is held back decides nothing', async () => {
    const samples = normals(128 * 4, 9);
    const { calibrating, heldBack } = holdBack(table(4).graph, [samples], 128);
    const changed = samples.slice();
    for (let example = 3; example < 128; example += 4) changed.fill(7, 4 * example, 4 * example + 4);
    const [before, after] = await Promise.all([samples, changed].map((data) => quantize(table(4), [data])));
    expect(heldBack![0]!.length + calibrating[0]!.length).toBe(samples.length);
    expect(encodeGraph(after!.network.graph)).toEqual(encodeGraph(before!.network.graph));
    expect(before!.report).toMatchObject({
      examples: 96,
      measured: 32,
      measuredOn: 'held back',
      notices: [],
    });
    expect(after!.report.notices[0]).toMatch(
      /^96 samples do not show all that comes: of the samples held back, input "x0" is cut off in 100 % .* more samples/,
    );
    expect(after!.report.values[0]!.cutOff).toBe(1);
  });

  it('too few to hold any back: says so, and what the others would lose', async () => {
    const few = await quantize(table(4), [normals(24 * 4, 10)], { profile: 'a8' });
    expect(few.report).toMatchObject({ examples: 24, measured: 24, measuredOn: 'samples' });
    expect(notices(few)).toEqual([
      expect.stringMatching(
        /^Only 24 samples: with ranges from three quarters of them, .* is cut off in .* give some hundred\.$/,
      ),
    ]);
    const alike = new Float32Array(24 * 4).map((_, i) => ((i * 7) % 24) - 12);
    expect(notices(await quantize(table(4), [alike]))).toEqual([
      'Only 24 samples: too few to hold any back and see how others fare; give some hundred.',
    ]);
    expect(notices(await quantize(table(4), [normals(4, 11)], { profile: 'a16' }))).toHaveLength(1);
    expect((await quantize(table(4), undefined)).report).toMatchObject({
      measuredOn: 'made up',
      notices: [],
    });
  });

  it('features that never change', async () => {
    const samples = normals(200 * 4, 12);
    const fixed = (features: readonly number[]): Float32Array =>
      samples.map((x, i) => (features.includes(i % 4) ? 7 : x));
    const say = async (features: readonly number[]) => notices(await quantize(table(4), [fixed(features)]));
    expect(await say([])).toEqual([]);
    expect(await say([2])).toEqual([
      expect.stringMatching(/^Feature 2 of input "x0" is 7 in every sample: .*varies/),
    ]);
    expect(await say([1, 3])).toEqual([
      expect.stringMatching(/^2 of 4 features of input "x0" \(1, 3\) never change/),
    ]);
  });

  it('notices are in the report, in all its forms', async () => {
    const { report } = await quantize(table(4), [normals(24 * 4, 10)], { profile: 'a8' });
    const [said] = report.notices;
    expect(reportText(report)).toContain(`Notice: ${said}`);
    expect(reportText(report)).toContain('errors on the 24 samples themselves: too few to hold any back.');
    expect(JSON.parse(reportJson(report))).toEqual(report);
    expect(reportSvg(report)).toContain('Only 24 samples');
  });
});
