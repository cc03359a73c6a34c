import { encodeGraph, type Graph, type Tensor, type Value } from '@evm-ml/quantized-runtime';
import { describe, expect, it } from 'vitest';
import { createChain, install } from './support/chain.ts';
import { encode } from './support/predict-calls.ts';

/** Gas of a multiply-accumulate in a tight loop of Yul, and in plain Solidity; spec/gas.md says how it was measured. */
const YUL = 49n;
const SOLIDITY = 618n;
const PRODUCTS = 784n * 128n + 128n * 10n;

const value = (elements: number, scale = 2 ** -10): Value => ({
  shape: [elements],
  type: 'i16',
  scale,
  zero: 0,
});

/** MLP 784-128-10 as the quantizer writes it, with a config as long as Keras's and weights that no chunk shares. */
function perceptron(): Uint8Array {
  const tensors = new Map<string, Tensor>();
  const layer = (
    name: string,
    k: number,
    n: number,
    [input, output]: readonly [number, number],
    min: number | null,
  ) => {
    tensors.set(`${name}/kernel`, {
      shape: [k, n],
      data: Int8Array.from({ length: k * n }, (_, i) => ((i * 7919 + (i >> 7) * 31) % 63) - 31),
    });
    tensors.set(`${name}/bias`, { shape: [n], data: new Int32Array(n).fill(1000) });
    tensors.set(`${name}/mult`, { shape: [n], data: new Int32Array(n).fill(2 ** 20 + 12345) });
    tensors.set(`${name}/shift`, { shape: [n], data: new Uint8Array(n).fill(27) });
    return {
      op: 'dense' as const,
      layer: name,
      inputs: [input],
      outputs: [output],
      min,
      max: null,
      params: {
        kernel: `${name}/kernel`,
        bias: `${name}/bias`,
        mult: `${name}/mult`,
        shift: `${name}/shift`,
      },
    };
  };
  const nodes: Graph['nodes'] = [
    layer('hidden', 784, 128, [0, 1], 0),
    layer('out', 128, 10, [1, 2], null),
    {
      op: 'softmax',
      layer: 'softmax',
      inputs: [2],
      outputs: [3],
      log: false,
      params: { table: 'softmax/table' },
    },
  ];
  tensors.set('softmax/table', {
    shape: [512],
    data: Int32Array.from({ length: 512 }, (_, i) =>
      i < 256 ? Math.round(2 ** 30 * Math.exp(-i / 4)) : Math.round(2 ** 15 * Math.exp(-(i - 256) / 1024)),
    ),
  });
  const graph: Graph = {
    profile: 'a16',
    values: [value(784), value(128), value(10), value(10, 1 / 32767)],
    nodes,
    inputs: [{ name: 'x', value: 0, kind: 'real', scale: [2 ** -10], offset: [0], limit: 0 }],
    outputs: [{ name: 'y', value: 3 }],
    tensors,
  };
  return encodeGraph(graph);
}

describe('a decision of MLP 784-128-10, all costs included and everything cold', () => {
  it('by name, numbers in units of 1e-18: at most 1/80 of Yul and 1/1000 of Solidity', async () => {
    const chain = await createChain();
    const artefact = perceptron();
    await install(chain, artefact, 'acme.test.digits');
    const input = Array.from({ length: 784 }, (_, i) => BigInt(i % 2) * 10n ** 18n);
    const { executionGasUsed, exceptionError } = await chain.call(encode.predict('acme.test.digits', input));
    expect(exceptionError).toBeUndefined();
    expect(executionGasUsed * 80n).toBeLessThanOrEqual(YUL * PRODUCTS);
    expect(executionGasUsed * 1000n).toBeLessThanOrEqual(SOLIDITY * PRODUCTS);
  });

  it("by model id, in the model's own bytes: less", async () => {
    const chain = await createChain();
    const modelId = await install(chain, perceptron());
    const { executionGasUsed, exceptionError } = await chain.call(
      encode.predictRaw(modelId, `0x${'01'.repeat(2 * 784)}`),
    );
    expect(exceptionError).toBeUndefined();
    expect(executionGasUsed * 95n).toBeLessThanOrEqual(YUL * PRODUCTS);
  });
});
