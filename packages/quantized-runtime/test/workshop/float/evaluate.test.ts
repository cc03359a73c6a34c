import { describe, expect, it } from 'vitest';
import { elementCount } from '../../../src/graph/element-types.ts';
import type { Graph } from '../../../src/graph/graph.ts';
import { evaluate, importKeras } from '../../../src/workshop/index.ts';
import { inputsOf, loadFamily, relativeError } from '../import/fixtures.ts';

const family = loadFamily('conv');
const example = family.find(({ name }) => name === 'conv2d_channels_first_chain')!;

describe('evaluate', () => {
  it('keeps the ports, or every value', async () => {
    const { graph } = await importKeras(example.bytes);
    const inputs = inputsOf(graph, example);
    const ports = [...graph.inputs, ...graph.outputs].map(({ value }) => value);
    const some = await evaluate(graph, inputs, example.batch);
    expect([...some.keys()].sort()).toEqual(graph.outputs.map(({ value }) => value));
    const all = await evaluate(graph, inputs, example.batch, { keepAll: true });
    expect([...all.keys()].sort((a, b) => a - b)).toEqual(graph.values.map((_, i) => i));
    for (const value of ports) {
      const size = elementCount(graph.values[value]!.shape);
      expect(all.get(value)!.length).toBe(size * example.batch);
    }
    expect(all.get(graph.inputs[0]!.value)).toEqual(inputs[0]);
  });

  it('gives the same on both backends, to rounding', async () => {
    const { graph } = await importKeras(example.bytes);
    const inputs = inputsOf(graph, example);
    const cpu = await evaluate(graph, inputs, example.batch, { keepAll: true });
    const wasm = await evaluate(graph, inputs, example.batch, { keepAll: true, backend: 'wasm' });
    for (const [value, numbers] of cpu) expect(relativeError(wasm.get(value)!, numbers)).toBeLessThan(1e-5);
  });

  it('computes examples one by one as it computes them together', async () => {
    const { graph } = await importKeras(example.bytes);
    const [input] = inputsOf(graph, example);
    const output = graph.outputs[0]!.value;
    const together = (await evaluate(graph, [input!], example.batch)).get(output)!;
    const size = input!.length / example.batch;
    const each: number[] = [];
    for (let i = 0; i < example.batch; i++) {
      const one = await evaluate(graph, [input!.slice(i * size, (i + 1) * size)], 1);
      each.push(...one.get(output)!);
    }
    expect(relativeError(Float32Array.from(each), together)).toBeLessThan(1e-6);
  });

  it('refuses inputs that do not fit, and graphs of integers', async () => {
    const { graph } = await importKeras(example.bytes);
    await expect(evaluate(graph, [], 1)).rejects.toMatchObject({ code: 'wrong-input-count' });
    await expect(evaluate(graph, [new Float32Array(3)], 1)).rejects.toMatchObject({
      code: 'wrong-input-length',
    });
    const integer: Graph = { ...graph, profile: 'a16' };
    await expect(evaluate(integer, [new Float32Array(72)], 1)).rejects.toThrow(RangeError);
  });
});
