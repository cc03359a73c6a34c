import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encodeGraph } from '../../../src/format/encode-graph.ts';
import { loadModel } from '../../../src/plan/load-model.ts';
import { importKeras, quantize } from '../../../src/workshop/index.ts';
import { fixturePath, inputsOf, type KerasCase, loadFamily } from '../import/fixtures.ts';

/** Where an integer of `a8` can fall on the other side of a jump; see docs/quantization.md. */
const JUMPS: ReadonlySet<string> = new Set([
  'activation_hard_shrink',
  'activation_threshold',
  'discretization_multi_hot',
  'tensors_orders',
  'tf_truths_h5',
  'tf_truths_keras',
]);

/** Powers that grow without bound near 0, where the inputs of these examples lie: one step of an integer is much there. */
const POLES: ReadonlySet<string> = new Set(['power_m2', 'power_m3', 'power_m0_7']);

/** Largest error of an output over its largest magnitude. int8 weights of networks that were never trained. */
const BOUNDS = { a16: 0.015, a8: 0.09 } as const;

const families = readdirSync(fixturePath(''))
  .filter((name) => name.endsWith('.zip'))
  .map((name) => name.slice(0, -'.zip'.length));

/** The ports' numbers, example by example (rule P7). */
function interleave(parts: readonly Float32Array[], batch: number): Float64Array {
  const rows = Array.from({ length: batch }, (_, b) =>
    parts.flatMap((part) => {
      const size = part.length / batch;
      return Array.from(part.subarray(b * size, (b + 1) * size));
    }),
  );
  return Float64Array.from(rows.flat());
}

function worstError(example: KerasCase, actual: Float64Array): number {
  const expected = interleave(example.outputs, example.batch);
  expect(actual.length).toBe(expected.length);
  const largest = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-9);
  return expected.reduce((worst, x, i) => Math.max(worst, Math.abs(x - actual[i]!) / largest), 0);
}

describe.each(families)('layers of family %s in integers', (family) => {
  const cases = loadFamily(family).map((example) => [example.name, example] as const);
  it.each(cases)('%s', async (name, example) => {
    const network = await importKeras(example.bytes);
    const inputs = inputsOf(network.graph, example);
    for (const profile of ['a16', 'a8'] as const) {
      const quantized = await quantize(network, inputs, { profile });
      const model = loadModel(encodeGraph(quantized.network.graph));
      const outputs = model.run(model.encodeReal(interleave(inputs, example.batch)), example.batch);
      if ((profile === 'a8' && JUMPS.has(name)) || POLES.has(name)) continue;
      expect(worstError(example, model.decodeReal(outputs))).toBeLessThan(BOUNDS[profile]);
    }
  });
});
