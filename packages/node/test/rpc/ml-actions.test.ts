import { PREDICT_ADDRESS } from '@evm-ml/evm';
import { mlActions, mlWalletActions, predictAbi, predictErrorsAbi } from '@evm-ml/evm/viem';
import { CAPACITY } from '@evm-ml/quantized-runtime';
import {
  type BaseError,
  bytesToHex,
  ContractFunctionRevertedError,
  decodeErrorResult,
  InvalidParamsRpcError,
  zeroHash,
} from 'viem';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { textArtefact } from '../../../evm-ml/test/support/networks.ts';
import { type RunningNode, startNode } from '../../src/index.ts';
import { accounts, call, publicClient, walletClient } from '../support/clients.ts';
import { deployWine, wineTable } from '../support/wine.ts';

const model = 'acme.cellar.grader';
const lots = wineTable('test.csv').slice(0, 3);
const [lot] = lots as [number[]];
const exact = lot.map((value) => BigInt(Math.round(value * 1e6)) * 10n ** 12n);

let node: RunningNode;
const client = () => publicClient(node.url).extend(mlActions());
beforeAll(async () => {
  node = await startNode({ port: 0 });
  await deployWine(node.url, model);
});
afterAll(() => node.close());

/** What a call that reverted says. */
async function reasonOf(asked: Promise<unknown>) {
  const error = (await asked.catch((reason: unknown) => reason)) as BaseError;
  const cause = error.walk((each) => each instanceof ContractFunctionRevertedError);
  return (cause as ContractFunctionRevertedError).data;
}

describe('by eth_call, which any provider passes on', () => {
  test('numbers come back as they were given, and the class is the largest', async () => {
    const fixed = await client().predict({ model, input: exact });
    const real = await client().predict({ model, input: lot });
    expect(fixed.map((value) => Number(value) / 1e18)).toEqual(real);
    expect(await client().predict({ model, input: lots.flat() })).toHaveLength(9);
    expect(await client().predictClass({ model, input: lot })).toBe(real.indexOf(Math.max(...real)));
  });

  test('gas: PREDICT alone, and a transaction that asks', async () => {
    const { gas } = await client().describeModel({ model });
    expect(await client().gasOf({ model })).toBe(gas);
    expect(await client().gasOf({ model, batch: 3 })).toBeGreaterThan(gas);
    expect(await client().estimatePredictGas({ model, input: lot })).toBeGreaterThan(gas + 21_000n);
  });

  test('raw bytes are the model’s own numbers', async () => {
    const { inputBytes, outputBytes } = await client().describeModel({ model });
    const output = await client().predictRaw({
      model,
      input: bytesToHex(new Uint8Array(Number(inputBytes))),
    });
    expect(output).toHaveLength(2 + 2 * Number(outputBytes));
  });
});

describe('by the node’s own namespace', () => {
  test('getModels: names in the order of their registration, from a block on', async () => {
    const [registered] = await client().getModels();
    expect(registered).toMatchObject({ name: model, latest: 1, count: 1, frozen: false });
    await walletClient(node.url).sendTransaction({ to: accounts[1]!.address, value: 1n });
    const fromBlock = await client().getBlockNumber();
    expect(await client().getModels({ fromBlock: 0n })).toEqual([registered]);
    expect(await client().getModels({ fromBlock })).toEqual([]);
  });

  test('getModelLimits says what genesis allows, by default rule F10', async () => {
    expect(await client().getModelLimits()).toEqual(CAPACITY);
  });

  test('getModel and getPredictGas say what the contract says', async () => {
    expect(await client().getModel({ model })).toEqual(await client().describeModel({ model }));
    expect(await client().getPredictGas({ model, batch: 3n })).toBe(
      await client().gasOf({ model, batch: 3n }),
    );
    expect(await client().getPredictGas({ model })).toBe(await client().gasOf({ model }));
  });

  test('getPrediction: decimals, as numbers or as text, are answered in exact decimals', async () => {
    const fixed = await client().predict({ model, input: exact });
    const decimals = await client().getPrediction({ model, input: lot });
    expect(decimals.map((text) => BigInt(Math.round(Number(text) * 1e6)))).toEqual(
      fixed.map((value) => BigInt(Math.round(Number(value) / 1e12))),
    );
    expect(await client().getPrediction({ model, input: lot.map(String) })).toEqual(decimals);
    expect(await client().getPredictedClass({ model, input: lot })).toBe(
      await client().predictClass({ model, input: lot }),
    );
  });

  test('at a block before the model there is no model', async () => {
    const asked = client().getPrediction({ model, input: lot, blockNumber: 0n });
    await expect(asked).rejects.toThrow('UnknownModel(string ref)');
    await expect(client().getModel({ model, blockTag: 'earliest' })).rejects.toThrow('UnknownModel');
    expect(await client().getPrediction({ model, input: lot, blockTag: 'latest' })).toHaveLength(3);
  });

  test('getPredictionTrace: gas of a mined prediction, down to the operators', async () => {
    const hash = await walletClient(node.url).writeContract({
      address: PREDICT_ADDRESS,
      abi: predictAbi,
      functionName: 'predictClass',
      args: [model, exact],
    });
    const [traced, ...others] = await client().getPredictionTrace({ hash });
    expect(others).toEqual([]);
    expect(traced).toMatchObject({
      entry: 'predictClass',
      reference: model,
      version: 1,
      outcome: 'returned',
    });
    const { perOperator, operators, total, ...parts } = traced!.gas;
    expect(perOperator.reduce((sum, { gas }) => sum + gas, 0n)).toBe(operators);
    expect(Object.values(parts).reduce((sum, gas) => sum + gas, operators)).toBe(total);
    expect(traced!.gasLimit).toBeGreaterThanOrEqual(total);
  });
});

describe('errors', () => {
  const wrong = [1, 2];
  test.each(['predict', 'predictClass', 'getPrediction', 'getPredictedClass'] as const)(
    'P8: %s decodes a wrong length',
    async (action) => {
      expect(await reasonOf(client()[action]({ model, input: wrong }))).toMatchObject({
        errorName: 'WrongInputLength',
        args: [13n, 2n],
      });
    },
  );

  test('P8: an unknown model, of every action that names one', async () => {
    const unknown = { model: 'acme.nothing', input: [1] };
    for (const asked of [
      client().predict(unknown),
      client().describeModel(unknown),
      client().gasOf(unknown),
      client().getModel(unknown),
      client().getPredictGas(unknown),
      client().getPrediction(unknown),
    ]) {
      expect(await reasonOf(asked)).toMatchObject({ errorName: 'UnknownModel', args: ['acme.nothing'] });
    }
  });

  test('predictErrorsAbi decodes what a node sends along', async () => {
    const { error } = await call(node.url, 'predict_call', model, wrong);
    expect(decodeErrorResult({ abi: predictErrorsAbi, data: error!.data! })).toMatchObject({
      errorName: 'WrongInputLength',
      args: [13n, 2n],
    });
  });

  test('what is no revert stays what it is', async () => {
    const refused = await client()
      .getPrediction({ model, input: ['x'] })
      .catch((error: unknown) => error);
    expect((refused as BaseError).walk((each) => each instanceof InvalidParamsRpcError)).not.toBeNull();
    await expect(client().getPredictionTrace({ hash: zeroHash })).rejects.toThrow('transaction not found');
  });
});

test('a text: its tokens, the largest of them, and what is wrong with one', async () => {
  const wallet = walletClient(node.url).extend(mlWalletActions());
  const words = 'acme.desk.words';
  await wallet.deployModel({ artefact: textArtefact(20, 3), name: words });
  const asked = { model: words, text: 'no yes 👍' };
  expect(await client().predictFromText(asked)).toEqual([2, 3, 1]);
  expect(await client().predictClassFromText(asked)).toBe(1);
  const long = client().predictFromText({ model: words, text: 'y'.repeat(21) });
  expect(await reasonOf(long)).toMatchObject({ errorName: 'TextTooLong', args: [20n, 21n] });
  const wine = client().predictClassFromText({ model, text: 'red' });
  expect(await reasonOf(wine)).toMatchObject({ errorName: 'TakesNoText' });
});
