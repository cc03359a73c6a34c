import { createModel, elementCount, encodeGraph, type Graph, loadModel } from '@evm-ml/quantized-runtime';
import { bytesToHex, type Hex } from 'viem';
import { afterAll, describe, expect, test } from 'vitest';
import { type Chain, createChain, install } from '../../evm-ml/test/support/chain.ts';
import { encode } from '../../evm-ml/test/support/predict-calls.ts';
import { networkToSolidity } from '../src/index.ts';
import { compileAll } from './support/compile.ts';
import { createMachine, type Deployed, deploy } from './support/machine.ts';
import { createRandom, lenet, mlp, mobile, tabular } from './support/networks.ts';
import { attention, sequence } from './support/sequence-networks.ts';

const NETWORKS = { tabular, mlp, lenet, mobile, sequence, attention } as const;
const CASES = Object.entries(NETWORKS).flatMap(([name, make]) =>
  (['a16', 'a8'] as const).map((profile) => ({ name, profile, graph: make(profile) })),
);
const ONE = 10n ** 18n;

/** Gas of one example, which the last hook prints. */
const report: string[][] = [
  ['network', 'profile', 'Solidity', 'PREDICT', 'ratio', 'deployment', 'contract bytes'],
];
afterAll(() => {
  const widths = report[0]!.map((_, column) => Math.max(...report.map((row) => row[column]!.length)));
  console.log(report.map((row) => row.map((cell, i) => cell.padStart(widths[i]!)).join('  ')).join('\n'));
});

function randomInput(graph: Graph, batch: number, seed: number): Uint8Array {
  const random = createRandom(seed);
  const { shape, type } = graph.values[graph.inputs[0]!.value]!;
  const count = batch * elementCount(shape);
  const data =
    type === 'i16'
      ? Int16Array.from({ length: count }, () => random(-32767, 32767))
      : Int8Array.from({ length: count }, () => random(-128, 127));
  return new Uint8Array(data.buffer);
}

async function gasOfPredict(chain: Chain, graph: Graph, input: readonly bigint[]): Promise<bigint> {
  const id = await install(chain, encodeGraph(graph));
  const { executionGasUsed, exceptionError } = await chain.call(encode.predict(id, [...input]));
  expect(exceptionError).toBeUndefined();
  return executionGasUsed;
}

describe.each(CASES)('$name, $profile', ({ name, profile, graph }) => {
  test('predict, predictRaw and predictClass give the bits of PREDICT', async () => {
    const compiled = compileAll({ 'N.sol': networkToSolidity({ graph }, { name: 'N' }) });
    const sizes = [...compiled.values()].map(({ size }) => size);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(24_576);
    const contract = await deploy(await createMachine(), compiled, 'N');
    const model = createModel(graph);

    const raw = randomInput(graph, 3, 5);
    const expected = model.run(raw, 3);
    expect((await contract.call('predictRaw', [bytesToHex(raw)])).result).toBe(bytesToHex(expected));
    // Answers that do not vary would prove little.
    expect(new Set(expected).size).toBeGreaterThan(3);

    const random = createRandom(6);
    const numbers = Array.from({ length: 2 * model.inputLength }, (_, i) => {
      const port = graph.inputs[0]!;
      const scale = port.scale[i % port.scale.length]!;
      const range = profile === 'a16' ? 40_000 : 200;
      return BigInt(Math.round(random(-range, range) * scale * 1e9)) * 10n ** 9n + BigInt(random(0, 1e9));
    });
    const answers = model.decodeFixed(model.run(model.encodeFixed(numbers), 2));
    expect((await contract.call('predict', [numbers])).result).toEqual(answers);

    const example = numbers.slice(0, model.inputLength);
    const outputs = answers.slice(0, model.outputLength);
    const best = outputs.reduce((most, value, i) => (value > outputs[most]! ? i : most), 0);
    expect((await contract.call('predictClass', [example])).result).toBe(BigInt(best));

    const { gas } = await contract.call('predict', [example]);
    const chain = await createChain();
    const predictGas = await gasOfPredict(chain, graph, example);
    report.push([
      name,
      profile,
      `${gas}`,
      `${predictGas}`,
      (Number(gas) / Number(predictGas)).toFixed(1),
      `${contract.deployGas}`,
      `${compiled.get('N')!.size}`,
    ]);
    // Eight lanes in one MUL: a hidden layer in tight scalar Yul takes about 49 gas for each of its products.
    if (name === 'mlp') expect(gas).toBeLessThan(11n * 784n * 128n);
  }, 300_000);
});

test('an artefact of the store, decoded, is translated to the same bits', async () => {
  const artefact = encodeGraph(tabular('a16'));
  const model = loadModel(artefact);
  const compiled = compileAll({ 'N.sol': networkToSolidity({ graph: model.graph }, { name: 'N' }) });
  const contract = await deploy(await createMachine(), compiled, 'N');
  const input = Array.from({ length: 5 }, (_, i) => BigInt(i) * ONE);
  expect((await contract.call('predict', [input])).result).toEqual(
    model.decodeFixed(model.run(model.encodeFixed(input), 1)),
  );
});

describe('compilers', () => {
  test('the pipeline through IR gives the same bits', async () => {
    const graph = lenet('a8');
    const compiled = compileAll({ 'N.sol': networkToSolidity({ graph }, { name: 'N' }) }, { viaIR: true });
    const contract = await deploy(await createMachine(), compiled, 'N');
    const raw = randomInput(graph, 1, 8);
    expect((await contract.call('predictRaw', [bytesToHex(raw)])).result).toBe(
      bytesToHex(createModel(graph).run(raw, 1)),
    );
  }, 300_000);
});

describe('errors', () => {
  let contract: Deployed;
  const graph = tabular('a16');
  const compiled = () => compileAll({ 'N.sol': networkToSolidity({ graph }, { name: 'N' }) });
  const raw = (...numbers: number[]): Hex => bytesToHex(new Uint8Array(Int16Array.from(numbers).buffer));

  test('lengths that are no whole examples', async () => {
    contract = await deploy(await createMachine(), compiled(), 'N');
    for (const [name, args, message] of [
      ['predict', [[]], 'WrongInputLength(5,0)'],
      ['predict', [[1n, 2n, 3n, 4n, 5n, 6n]], 'WrongInputLength(5,6)'],
      ['predictClass', [new Array(10).fill(0n)], 'WrongInputLength(5,10)'],
      ['predictClass', [[]], 'WrongInputLength(5,0)'],
      ['predictRaw', ['0x'], 'WrongInputLength(10,0)'],
      ['predictRaw', [raw(1, 2, 3, 4, 5, 6)], 'WrongInputLength(10,12)'],
    ] as const) {
      expect(await contract.error(name, args)).toBe(message);
    }
  });

  test('-32768 is no activation', async () => {
    expect(await contract.error('predictRaw', [raw(0, 0, 0, -32768, 0)])).toBe('InputOutOfRange(3)');
    expect(await contract.error('predictRaw', [raw(0, 0, 0, 0, 0, 0, 0, -32768, 0, 0)])).toBe(
      'InputOutOfRange(7)',
    );
  });

  test('data contracts other than the right ones are refused', async () => {
    const big = compileAll({ 'N.sol': networkToSolidity({ graph: mlp('a8') }, { name: 'N' }) });
    const parts = [...big.keys()].filter((key) => key.startsWith('NWeights')).length;
    expect(parts).toBeGreaterThan(1);
    const wrong = new Array<Hex>(parts).fill('0x00000000000000000000000000000000000000aa');
    await expect(deploy(await createMachine(), big, 'N', wrong)).rejects.toThrow('revert');
  }, 120_000);
});
