import { describe, expect, it } from 'vitest';
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
});
