import { elementCount, referenceKernels, wasmKernels } from '@evm-ml/quantized-runtime';
import * as ortNode from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { prepareEvmMl, quantizeForBench } from '../src/inference/evm-ml.ts';
import { measure } from '../src/inference/measure.ts';
import { NetworkBuilder } from '../src/inference/network-builder.ts';
import { NETWORKS } from '../src/inference/networks.ts';
import { prepareOnnxruntime } from '../src/inference/onnxruntime.ts';
import { permute } from '../src/inference/permute.ts';
import { reportNetwork } from '../src/inference/report-text.ts';
import { prepareTfjs } from '../src/inference/tfjs.ts';
import { createRandom } from '../src/random.ts';

const uniform = (seed: number, length: number) => {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random.uniform());
};

/** Every operator of the bench, small. */
const small = () =>
  new NetworkBuilder('small', [9, 9, 3], 4)
    .conv(8, 3, 2, 'relu6')
    .depthwise(3, 1, 'relu')
    .conv(6, 1, 1, 'linear')
    .maxPool(2)
    .flatten()
    .dense(12, 'relu')
    .dense(5, 'linear')
    .softmax()
    .build();

const pooled = () =>
  new NetworkBuilder('pooled', [6, 5, 2], 5)
    .conv(7, 3, 1, 'relu', 'valid')
    .globalAverage()
    .dense(4, 'linear')
    .build();

describe.each([
  ['every operator', small, 1],
  ['global average', pooled, 1],
  ['every operator, three examples a call', small, 3],
])('%s: all engines compute one network', (_, create, batch) => {
  test('float engines agree to rounding, integer backends to quantization and with each other to the bit', async () => {
    const network = create();
    const length = elementCount(network.graph.values[0]!.shape);
    const input = uniform(1, length * batch);
    const ort = await prepareOnnxruntime(ortNode, 'cpu', network, input);
    const tfjs = await prepareTfjs('cpu', network, input);
    const quantized = await quantizeForBench(network, uniform(2, length * 8));
    const wasm = prepareEvmMl(quantized, wasmKernels, input);
    const reference = prepareEvmMl(quantized, referenceKernels, input);
    for (const runner of [ort, tfjs, wasm, reference]) await runner.run();
    expect(reference.output()).toEqual(wasm.output());
    expect(wasm.output().length).toBe(batch * network.graph.values.at(-1)!.shape[0]!);
    ort.output().forEach((y, i) => {
      expect(tfjs.output()[i]).toBeCloseTo(y, 5);
      expect(Math.abs(wasm.output()[i]! - y)).toBeLessThan(0.02);
    });
  });
});

test('multiply-accumulates of the networks are those of their tables', () => {
  expect(NETWORKS.mlp().macs).toBe(784 * 128 + 128 * 10);
  // conv 24x24x16 of 5x5x1, conv 8x8x32 of 5x5x16, dense 512-64-10
  expect(NETWORKS.lenet().macs).toBe(576 * 16 * 25 + 64 * 32 * 400 + 512 * 64 + 64 * 10);
  // Howard et al. 2017, table 8: 569 million for 1.0 at 224.
  expect(Math.round(NETWORKS['mobilenet-1.0']().macs / 1e6)).toBe(569);
});

test('permute is a transposition', () => {
  const data = Float32Array.from({ length: 24 }, (_, i) => i);
  expect([...permute(data, [2, 3, 4], [2, 0, 1])].slice(0, 6)).toEqual([0, 4, 8, 12, 16, 20]);
  expect(permute(permute(data, [2, 3, 4], [2, 0, 1]), [4, 2, 3], [1, 2, 0])).toEqual(data);
});

test('engines are sampled in turns, and the best of all samples counts', async () => {
  const calls: string[] = [];
  const contestant = (engine: string) => ({
    engine,
    enter: async () => {
      calls.push(engine);
    },
    run: () => {},
    output: () => new Float32Array(),
  });
  const options = { rounds: 3, sampleMilliseconds: 0.1, warmUpMilliseconds: 1 };
  const timings = await measure([contestant('a'), contestant('b')], options, () => {});
  expect(calls).toEqual(['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b']);
  const { best, median, samples } = timings.get('a')!;
  expect(best).toBeLessThanOrEqual(median);
  expect(samples).toBe(3);
});

test('the table names every engine and its ratio', () => {
  const line = {
    arithmetic: 'f32',
    best: 10,
    median: 11,
    processor: 12,
    processorRatio: 0.75,
    samples: 1,
    runsPerSample: 1,
    largestDifference: 0,
  };
  const engines = [
    { ...line, engine: 'evm-ml wasm', ratio: 0.5, gigaMacsPerSecond: 20 },
    { ...line, engine: 'onnxruntime-node', best: 2000, ratio: 1, gigaMacsPerSecond: 10 },
  ];
  const operators = [{ operator: 'dense', nodes: 2, best: 9, gigaMacsPerSecond: 22 }];
  const batched = engines.map((engine) => ({ ...engine, best: engine.best / 2 }));
  const result = { id: 'mlp' as const, network: 'A <network>', macs: 1e6, engines, batched, operators };
  const text = reportNetwork(result, 40);
  expect(text).toContain('evm-ml wasm reaches 50% of the 40.0 GMAC/s');
  expect(text).toContain('2.00 ms');
  expect(text).toMatch(/8 examples a call.*\n.*\nevm-ml wasm +f32 +5.0 us/);
  expect(text).toMatch(/dense +2 +9.0 us +22.0/);
});
