import { describe, expect, it } from 'vitest';
import { equalTensors } from '../../../src/workshop/build/tensors.ts';
import { importKeras, quantize } from '../../../src/workshop/index.ts';
import { inputsOf, loadFamily } from '../import/fixtures.ts';

async function countKernels(family: string, name: string, profile: 'a16' | 'a8') {
  const example = loadFamily(family).find((own) => own.name === name)!;
  const float = await importKeras(example.bytes);
  const { network } = await quantize(float, inputsOf(float.graph, example), { profile });
  const kernels = network.graph.nodes.flatMap((node) => (node.op === 'dense' ? [node.params.kernel] : []));
  return { calls: kernels.length, stored: new Set(kernels).size };
}

describe('a layer that is called several times', () => {
  it.each([
    ['rnn', 'encoder_decoder'],
    ['rnn', 'gru_relu_gates'],
    ['models', 'shared_and_nested'],
  ])('%s/%s stores far fewer kernels than it has calls', async (family, name) => {
    const { calls, stored } = await countKernels(family, name, 'a16');
    expect(calls).toBeGreaterThan(5);
    expect(stored).toBeLessThanOrEqual(calls / 2);
  });

  it.each(['a16', 'a8'] as const)(
    '%s: a cell unrolled over steps stores a table for each of its functions',
    async (profile) => {
      const example = loadFamily('rnn').find(({ name }) => name === 'encoder_decoder')!;
      const float = await importKeras(example.bytes);
      const { network } = await quantize(float, inputsOf(float.graph, example), { profile });
      const tables = network.graph.nodes.flatMap((node) => (node.op === 'unary' ? [node.params.table] : []));
      expect(tables.length).toBeGreaterThan(10);
      expect(new Set(tables).size).toBeLessThanOrEqual(4);
    },
  );

  it('equal tables and multipliers are stored once, whatever layer they are of', async () => {
    const example = loadFamily('rnn').find(({ name }) => name === 'bidirectional_lstm')!;
    const float = await importKeras(example.bytes);
    const { network } = await quantize(float, inputsOf(float.graph, example));
    const { tensors, nodes } = network.graph;
    // What a Keras variable is rebuilt from keeps a name of its own.
    const kernels = new Set(
      nodes.flatMap((node) =>
        'params' in node && 'kernel' in node.params ? [node.params.kernel, node.params.bias] : [],
      ),
    );
    const seen = [...tensors].filter(([name]) => !kernels.has(name)).map(([, tensor]) => tensor);
    for (const [i, a] of seen.entries()) {
      for (const b of seen.slice(0, i)) expect(equalTensors(a, b)).toBe(false);
    }
  });
});
