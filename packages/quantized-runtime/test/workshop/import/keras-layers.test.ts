import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluate, exportKeras, importKeras } from '../../../src/workshop/index.ts';
import { fixturePath, inputsOf, loadFamily, relativeError } from './fixtures.ts';

const families = readdirSync(fixturePath(''))
  .filter((name) => name.endsWith('.zip'))
  .map((name) => name.slice(0, -'.zip'.length));

describe.each(families)('layers of family %s compute what Keras computes', (family) => {
  it.each(loadFamily(family).map((example) => [example.name, example] as const))('%s', async (_, example) => {
    const { graph, keras } = await importKeras(example.bytes);
    const values = await evaluate(graph, inputsOf(graph, example), example.batch);
    expect(graph.outputs.length).toBe(example.outputs.length);
    graph.outputs.forEach((port, i) => {
      expect(relativeError(values.get(port.value)!, example.outputs[i]!)).toBeLessThanOrEqual(
        example.tolerance,
      );
    });
    expect(keras.variables.map(({ path }) => path)).toEqual([
      ...new Set(keras.variables.map(({ path }) => path)),
    ]);

    const again = await importKeras(await exportKeras({ graph, keras }));
    const repeated = await evaluate(again.graph, inputsOf(again.graph, example), example.batch);
    again.graph.outputs.forEach((port, i) => {
      expect(relativeError(repeated.get(port.value)!, example.outputs[i]!)).toBeLessThanOrEqual(
        example.tolerance,
      );
    });
  });
});
