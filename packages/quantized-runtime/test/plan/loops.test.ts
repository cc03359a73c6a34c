import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createModel, type Graph, type Tensor } from '../../src/index.ts';
import { plainValue, realPort } from '../../src/workshop/build/plain.ts';
import { createProbe } from '../../src/workshop/quantize/probe.ts';
import { BACKENDS } from '../support/backends.ts';
import { fibonacci, fibonacciOf } from '../support/loops.ts';

const within = (low: number, high: number) => (sum: number) => Math.max(low, Math.min(high, sum));
const ROUND = { a16: within(-32767, 32767), a8: within(-128, 127), f32: Math.fround } as const;

describe.each(BACKENDS)('loops by %s', (_, load) => {
  test.each(['a16', 'a8', 'f32'] as const)('each example of a batch ends by itself, %s', (profile) => {
    const cases = fc.record({
      steps: fc.integer({ min: 1, max: 40 }),
      beyond: fc.integer({ min: 0, max: 120 }),
      given: fc.array(fc.integer({ min: -3, max: 20 }), { minLength: 1, maxLength: 5 }),
      most: fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(cases, ({ steps, beyond, given, most }) => {
        const model = load(fibonacci({ profile, steps, beyond }));
        expect(model.loops).toEqual([steps]);
        const ran = model.execute(model.encodeReal(given), given.length, most);
        const bound = (result: ReturnType<typeof fibonacciOf>, limit: number) => {
          const all = result.all.map((number, index) => (index < limit ? number : 0));
          return { all, last: all[Math.min(limit, result.steps) - 1]!, steps: Math.min(limit, result.steps) };
        };
        const expected = given.map((x) =>
          bound(fibonacciOf(x, steps, beyond, ROUND[profile]), most ?? Number.POSITIVE_INFINITY),
        );
        expect(ran.steps).toEqual([expected.reduce((sum, own) => sum + own.steps, 0)]);
        expect([...model.decodeReal(ran.output)]).toEqual(
          expected.flatMap(({ last, all }) => [last, ...all]),
        );
      }),
      { numRuns: 60 },
    );
  });

  test('nothing of one run is seen by the next', () => {
    const model = load(fibonacci({ steps: 12 }));
    const inputs = [50, 1, 50, 2].map((x) => model.encodeReal([x]));
    const first = inputs.map((input) => model.run(input, 1));
    expect(inputs.map((input) => model.run(input, 1))).toEqual(first);
    expect(first[0]).toEqual(first[2]);
  });
});

/** Its one state tells whether it is the last step: at first whether x is not 0, then 1. Gives the last step's number. */
const telling: Graph = {
  profile: 'a16',
  values: [
    ...[plainValue([], 'i16'), plainValue([], 'u8'), plainValue([], 'u8'), plainValue([], 'i32')],
    ...[plainValue([], 'i32'), plainValue([], 'u8'), plainValue([], 'i32')],
    ...[plainValue([], 'u8'), plainValue([], 'i32')],
  ],
  nodes: [
    {
      ...{ op: 'compare', layer: 'first', inputs: [0], outputs: [1], fn: 'ne', constant: 0 },
      reduceLast: 'none',
    },
    { op: 'constant', layer: 'one', inputs: [], outputs: [2], params: { value: 'one' } },
    { op: 'constant', layer: 'none', inputs: [], outputs: [3], params: { value: 'none' } },
    { op: 'repeat', layer: 'loop', inputs: [1, 3], outputs: [4, 5, 6], steps: 9, limits: [0, 9] },
    { op: 'until', layer: 'loop', inputs: [5, 2, 4], outputs: [7, 8] },
  ],
  inputs: [realPort('x', 0)],
  outputs: [{ name: 'last', value: 8 }],
  tensors: new Map<string, Tensor>([
    ['one', { shape: [], data: Uint8Array.of(1) }],
    ['none', { shape: [], data: Int32Array.of(0) }],
  ]),
};

test.each(BACKENDS)('a state that tells whether to stop is asked before it moves on: %s', (_, load) => {
  const model = load(telling);
  const ran = model.execute(model.encodeReal([0, 5]), 2);
  expect([...model.decodeReal(ran.output)]).toEqual([1, 0]);
  expect(ran.steps).toEqual([2 + 1]);
});

test('values that share memory give what they give side by side', () => {
  const graph = fibonacci({ steps: 9 });
  const read = createProbe(graph).run([Float32Array.of(3)], 0, 1);
  const model = createModel(graph);
  const expected = [...model.decodeReal(model.run(model.encodeReal([3]), 1))];
  expect(graph.outputs.flatMap(({ value }) => [...read(value)])).toEqual(expected);
});
