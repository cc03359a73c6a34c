import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createModel } from '../../src/index.ts';
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

test('values that share memory give what they give side by side', () => {
  const graph = fibonacci({ steps: 9 });
  const read = createProbe(graph).run([Float32Array.of(3)], 0, 1);
  const model = createModel(graph);
  const expected = [...model.decodeReal(model.run(model.encodeReal([3]), 1))];
  expect(graph.outputs.flatMap(({ value }) => [...read(value)])).toEqual(expected);
});
