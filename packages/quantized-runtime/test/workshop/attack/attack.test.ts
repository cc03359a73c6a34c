import { findFaults } from '@evm-ml/chart/inspect';
import { describe, expect, it } from 'vitest';
import type { Graph } from '../../../src/graph/graph.ts';
import { createModel } from '../../../src/plan/load-model.ts';
import {
  ATTACK_METHODS,
  type AttackOptions,
  attack,
  attackJson,
  attackSvg,
  attackText,
  GraphWriter,
  plainValue,
  quantize,
  realPort,
} from '../../../src/workshop/index.ts';

/** Two classes of five features; class 0 leads by `MARGIN . x + BIAS`. */
const KERNEL = [0.5, -0.25, -1, 0.75, 0.25, 0.5, 0, 0, 2, -1];
const MARGIN = [0.75, -1.75, -0.25, 0, 3];
const BIAS = 0.125;
const CHANGE = Float64Array.of(0.4, 0.2, 0.5, 1, 0.3);

/** `classes` outputs of a dense layer, squashed. */
function linear(squash: 'softmax' | 'sigmoid'): Graph {
  const w = new GraphWriter('f32');
  const classes = squash === 'softmax' ? 2 : 1;
  const input = w.addValue(plainValue([5]));
  w.inputs.push(realPort('x', input));
  const data = squash === 'softmax' ? Float32Array.from(KERNEL) : Float32Array.from(MARGIN);
  w.addTensor('kernel', { shape: [5, classes], data });
  w.addTensor('bias', { shape: [classes], data: Float32Array.of(BIAS, 0).slice(0, classes) });
  const logit = w.add({
    op: 'dense',
    layer: 'dense',
    inputs: [input],
    outputs: [w.addValue(plainValue([classes]))],
    params: { kernel: 'kernel', bias: 'bias' },
    min: null,
    max: null,
  });
  const output = w.addValue(plainValue([classes]));
  const ends = { layer: 'end', inputs: [logit], outputs: [output], params: {} };
  if (squash === 'softmax') w.add({ op: 'softmax', log: false, ...ends });
  else w.add({ op: 'unary', fn: 'sigmoid', alpha: 0, beta: 0, ...ends });
  return w.toGraph([{ name: 'y', value: output }]);
}

/** Reproducible numbers between -1 and 1. */
const SAMPLES = Float64Array.from({ length: 40 * 5 }, (_, i) => Math.sin(i * 12.9898) * 0.98);
const rows = Array.from({ length: 40 }, (_, i) => SAMPLES.subarray(5 * i, 5 * i + 5));
const lead = (x: ArrayLike<number>) => MARGIN.reduce((sum, w, i) => sum + w * x[i]!, BIAS);
/** Share of the bounds that turns the decision around: the lead over what all features together can take of it. */
const needed = rows.map((x) => {
  return Math.abs(lead(x)) / MARGIN.reduce((sum, w, i) => sum + Math.abs(w) * CHANGE[i]!, 0);
});

async function prepare(squash: 'softmax' | 'sigmoid') {
  const float = linear(squash);
  const network = { graph: float, keras: { config: {}, variables: [] } };
  // Integers cut off what is beyond the ranges that their samples chose: these leave room for an attack.
  const wide = Float32Array.from(SAMPLES, (number) => 2 * number);
  const quantized = await quantize(network, [wide], { profile: 'a16' });
  return { float, model: createModel(quantized.network.graph) };
}

const unbounded = (edge: number) => new Float64Array(5).fill(edge);
const OPTIONS = {
  bounds: { change: CHANGE, least: unbounded(-Infinity), most: unbounded(Infinity) },
  methods: ['gradient', 'query'],
  threshold: 0.5,
  steps: 20,
  restarts: 0,
  queries: 300,
  seed: 1,
  worst: 40,
} as const satisfies AttackOptions;

describe.each(['softmax', 'sigmoid'] as const)('a linear network that ends in %s', (squash) => {
  it('is fooled where the bounds allow it, with the least change there is', async () => {
    const { float, model } = await prepare(squash);
    const report = await attack(model, SAMPLES, { ...OPTIONS, float, methods: ['gradient'] });
    const can = needed.filter((share) => share < 0.98);
    const cannot = needed.filter((share) => share > 1.02);
    expect(can.length).toBeGreaterThan(5);
    expect(cannot.length).toBeGreaterThan(5);
    const { fooled } = report.methods[0]!;
    expect(fooled).toBeGreaterThanOrEqual(can.length);
    expect(fooled).toBeLessThanOrEqual(40 - cannot.length);
    for (const { sample, size } of report.worst) expect(Math.abs(size - needed[sample]!)).toBeLessThan(0.02);
  });

  it('is fooled by questions alone too, which are counted, and never with less than is needed', async () => {
    const { model } = await prepare(squash);
    const report = await attack(model, SAMPLES, { ...OPTIONS, methods: ['query'] });
    const easy = needed.filter((share) => share < 0.7).length;
    expect(report.methods[0]!.fooled).toBeGreaterThanOrEqual(easy);
    expect(report.methods[0]!.queries).toBeLessThanOrEqual(40 * 300);
    for (const { sample, size, queries } of report.worst) {
      expect(size).toBeGreaterThan(needed[sample]! - 0.02);
      expect(queries).toBeLessThanOrEqual(300);
    }
  });
});

describe('attack', () => {
  it('tells only examples within the bounds that the integers decide otherwise', async () => {
    const { float, model } = await prepare('softmax');
    const bounds = { ...OPTIONS.bounds, least: unbounded(-0.9), most: unbounded(0.9) };
    const report = await attack(model, SAMPLES, { ...OPTIONS, bounds, float });
    expect(report.worst.length).toBeGreaterThan(0);
    for (const { before, after, from, to } of report.worst) {
      const answers = model.decodeReal(model.run(model.encodeReal(after), 1));
      expect(answers.indexOf(Math.max(...answers))).toBe(to);
      expect(to).not.toBe(from);
      after.forEach((number, i) => {
        expect(Math.abs(number - before[i]!)).toBeLessThanOrEqual(CHANGE[i]! + 1e-12);
        // What is beyond already is not made worse.
        expect(number).toBeGreaterThanOrEqual(Math.min(before[i]!, -0.9));
        expect(number).toBeLessThanOrEqual(Math.max(before[i]!, 0.9));
      });
    }
  });

  it('gives the same report for the same seed', async () => {
    const { float, model } = await prepare('softmax');
    const again = () => attack(model, SAMPLES, { ...OPTIONS, float, restarts: 1 });
    expect(await again()).toEqual(await again());
  });

  it('counts samples that are wrong already, and does not attack them', async () => {
    const { float, model } = await prepare('softmax');
    const labels = rows.map((x, i) => Number(lead(x) < 0 !== i < 4));
    const report = await attack(model, SAMPLES, { ...OPTIONS, float, labels });
    expect(report).toMatchObject({ labelled: true, accuracy: 0.9 });
    expect(report.worst.filter(({ sample }) => sample < 4)).toEqual([]);
    const fooled = report.worst.length;
    expect(report.robustAccuracy).toBeCloseTo(0.9 - fooled / 40, 12);
  });

  it.each<[string, Partial<AttackOptions>, string]>([
    ['bounds of nothing', { bounds: { ...OPTIONS.bounds, change: unbounded(0) } }, 'No feature may change'],
    ['a bound below zero', { bounds: { ...OPTIONS.bounds, change: unbounded(-1) } }, 'may change by -1'],
    [
      'a least above the most',
      { bounds: { ...OPTIONS.bounds, most: unbounded(-Infinity), least: unbounded(0) } },
      'at least 0 and at most -Infinity',
    ],
    ['too few labels', { labels: [0] }, 'There are 1 labels for 40 samples'],
    ['a label of no class', { labels: rows.map(() => 2) }, 'Label 1 is 2: the model has classes 0 to 1'],
    ['gradients of nothing', { methods: ['gradient'] }, 'needs the float graph'],
  ])('refuses %s', async (_, change, sentence) => {
    const { model } = await prepare('softmax');
    await expect(attack(model, SAMPLES, { ...OPTIONS, ...change })).rejects.toThrow(sentence);
  });

  it('is told as text, JSON and a picture in which every text fits', async () => {
    const { float, model } = await prepare('softmax');
    const report = await attack(model, SAMPLES, { ...OPTIONS, float });
    expect(report.methods.map(({ method }) => method)).toEqual(ATTACK_METHODS);
    const text = attackText(report, [5], CHANGE);
    expect(text).toContain(`accuracy 100.0 %, robust accuracy ${(100 * report.robustAccuracy).toFixed(1)} %`);
    expect(text).toContain('at most 300 queries, knows answers:');
    expect(JSON.parse(attackJson(report))).toEqual(report);
    expect(findFaults(attackSvg(report, [5], CHANGE))).toEqual([]);
  });
});
