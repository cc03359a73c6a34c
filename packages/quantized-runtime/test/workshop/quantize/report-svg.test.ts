import { findFaults, readTexts } from '@evm-ml/chart/inspect';
import { describe, expect, test } from 'vitest';
import type { QuantizeReport, ValueReport } from '../../../src/workshop/quantize/report/report.ts';
import { reportSvg } from '../../../src/workshop/quantize/report/report-svg.ts';

const value = (change: Partial<ValueReport> = {}): ValueReport => ({
  layer: 'dense_1',
  op: 'dense',
  shape: [8],
  seen: { min: -1, max: 2 },
  held: { min: -2, max: 2 },
  cutOff: 0,
  bits: 16,
  scale: 2 ** -14,
  zero: 0,
  maxError: 0.0012,
  rmsError: 0.0003,
  snr: 71.3,
  ...change,
});

const report = (values: readonly ValueReport[], change: Partial<QuantizeReport> = {}): QuantizeReport => ({
  profile: 'a16',
  examples: 118,
  measured: 29,
  measuredOn: 'held back',
  notices: [],
  assumptions: [],
  parameters: 413,
  parameterBytes: 413,
  values,
  outputs: [{ name: 'cultivar', maxError: 0.00004, rmsError: 0.00001, snr: 71.3, agreement: 1 }],
  ...change,
});

const long = `encoder/<block> & "${'attention/'.repeat(50)}\u0000\ud800層`;
const numbers = [0, 5e-324, 1e-9, 0.37, 12, 1e9, 1.7e308];

test.each<[string, QuantizeReport]>([
  ['one value', report([value()])],
  ['no value and no output', report([], { outputs: [] })],
  ['values that lost nothing', report([value({ snr: null, maxError: 0 })])],
  ['no ranges', report([value({ held: null })], { profile: 'f32' })],
  ['ranges of nothing', report([value({ held: { min: 0, max: 0 }, seen: { min: 0, max: 0 } })])],
  [
    'long names and any numbers',
    report(
      numbers.map((x) => value({ layer: long, op: long, snr: x, maxError: x, seen: { min: -x, max: x } })),
      {
        examples: 1e9,
        parameters: 1e12,
        notices: [long, 'A second one.'],
        outputs: numbers.map((x) => ({ name: long, maxError: x, rmsError: x, snr: x, agreement: 0.123456 })),
      },
    ),
  ],
  ['ratios below zero', report([value({ snr: -40 }), value({ snr: 19.99 }), value({ snr: 29.99 })])],
  [
    'a thousand values',
    report(Array.from({ length: 1000 }, (_, i) => value({ layer: `layer_${i >> 1}`, snr: i }))),
  ],
])('%s: every text is inside the frame and none on another', (_, drawn) => {
  const svg = reportSvg(drawn);
  expect(findFaults(svg)).toEqual([]);
  expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
});

describe('says', () => {
  const texts = (drawn: QuantizeReport) => readTexts(reportSvg(drawn)).map(({ text }) => text);

  test('each layer once, with what each of its values lost', () => {
    const shown = texts(
      report([value(), value({ op: 'softmax', snr: null, maxError: 0 }), value({ layer: 'b' })]),
    );
    expect(shown.filter((text) => text === 'dense_1')).toHaveLength(1);
    expect(shown).toEqual(expect.arrayContaining(['b', 'softmax', '71.3', 'exact', '0.0012']));
  });

  test('nothing about ranges in f32', () => {
    expect(texts(report([value()]))).toContain('range seen in range held');
    expect(texts(report([value({ held: null })])).join(' ')).not.toContain('range held');
  });

  test('what was seen beyond what is held, in red', () => {
    const cut = { kind: 'a range that is cut', seen: { min: -3, max: 2 } };
    const red = /fill="#c8553d"/g;
    const count = (one: ValueReport) => reportSvg(report([one])).match(red)?.length ?? 0;
    expect(count(value({ seen: cut.seen }))).toBe(count(value()) + 1);
    expect(count(value({ seen: { min: -3, max: 3 } }))).toBe(count(value()) + 2);
  });
});
