import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { PREDICT_ADDRESS, predictAbi } from '@evm-ml/evm';
import { Contract, isError, JsonRpcProvider } from 'ethers';
import {
  type BaseError,
  ContractFunctionRevertedError,
  encodeErrorResult,
  encodeFunctionData,
  InsufficientFundsError,
  IntrinsicGasTooLowError,
  NonceTooLowError,
  parseEther,
} from 'viem';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningNode, startNode } from '../../src/index.ts';
import { accounts, call, walletClient } from '../support/clients.ts';
import { compileCounter } from '../support/contracts.ts';

let node: RunningNode;
beforeAll(async () => {
  node = await startNode({ port: 0, dev: true });
});
afterAll(() => node.close());

const name = 'acme.nothing';
const [from, to] = [accounts[0]!.address, accounts[1]!.address];
const predict = {
  address: PREDICT_ADDRESS,
  abi: predictAbi,
  functionName: 'predict',
  args: [name, [1n]],
} as const;
const request = { from, to: PREDICT_ADDRESS, data: encodeFunctionData(predict) };

describe('an error of PREDICT', () => {
  test.each(['eth_call', 'eth_estimateGas', 'eth_sendTransaction'])(
    'D12: %s: code 3, words and data',
    async (method) => {
      expect(await call(node.url, method, request)).toEqual({
        jsonrpc: '2.0',
        id: 1,
        error: {
          code: 3,
          message: `execution reverted: UnknownModel("${name}")`,
          data: encodeErrorResult({ abi: predictAbi, errorName: 'UnknownModel', args: [name] }),
        },
      });
    },
  );

  test('as viem shows it', async () => {
    const error = await walletClient(node.url)
      .readContract(predict)
      .catch((reason: unknown) => reason);
    const reverted = (error as BaseError).walk((each) => each instanceof ContractFunctionRevertedError);
    expect((reverted as ContractFunctionRevertedError).data).toMatchObject({
      errorName: 'UnknownModel',
      args: [name],
    });
    expect(String(error)).toContain('UnknownModel(string ref)');
  });

  test('as ethers shows it', async () => {
    const provider = new JsonRpcProvider(node.url);
    const contract = new Contract(PREDICT_ADDRESS, [...predictAbi] as never[], provider);
    const error = await contract
      .getFunction('predict')
      .staticCall(name, [1n])
      .catch((reason: unknown) => reason);
    expect(isError(error, 'CALL_EXCEPTION') && error.revert).toMatchObject({
      name: 'UnknownModel',
      args: [name],
    });
    provider.destroy();
  });

  test('as cast shows it', async () => {
    const launcher = fileURLToPath(new URL('../../node_modules/@foundry-rs/cast/bin.mjs', import.meta.url));
    const args = ['call', PREDICT_ADDRESS, 'predict(string,int256[])', name, '[1]', '--rpc-url', node.url];
    const failure = await promisify(execFile)(process.execPath, [launcher, ...args]).catch(
      (reason: unknown) => reason,
    );
    expect((failure as { stderr: string }).stderr).toContain(`execution reverted: UnknownModel("${name}")`);
  });
});

describe("a contract's own errors", () => {
  test('give their data, for the client to decode; known ones their words too', async () => {
    const { abi, bytecode } = compileCounter();
    const wallet = walletClient(node.url);
    const hash = await wallet.deployContract({ abi, bytecode, args: [0n] });
    const address = (await wallet.getTransactionReceipt({ hash })).contractAddress!;
    const add = (by: bigint) =>
      call(node.url, 'eth_call', {
        to: address,
        data: encodeFunctionData({ abi, functionName: 'add', args: [by] }),
      });
    expect(await add(500n)).toMatchObject({
      error: {
        code: 3,
        message: 'execution reverted',
        data: encodeErrorResult({ abi, errorName: 'TooMuch', args: [500n, 100n] }),
      },
    });
    expect(await add(13n)).toMatchObject({ error: { code: 3, message: 'execution reverted: unlucky' } });
    const unknown = await call(node.url, 'eth_call', { to: address, data: '0x12345678' });
    expect(unknown).toMatchObject({ error: { code: 3, message: 'execution reverted', data: '0x' } });
  });
});

describe('a refused transaction', () => {
  const wallet = () => walletClient(node.url, 4);
  const fees = { gas: 21_000n, maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 1n };

  test.each([
    ['a used nonce', { value: 1n, nonce: 0 }, NonceTooLowError],
    ['more than there is', { value: parseEther('100000'), nonce: 1 }, InsufficientFundsError],
    ['too little gas', { value: 1n, nonce: 1, gas: 20_000n }, IntrinsicGasTooLowError],
  ])('%s is the error that viem knows', async (_what, fields, expected) => {
    if ((await wallet().getTransactionCount({ address: wallet().account.address })) === 0)
      await wallet().sendTransaction({ to, value: 1n, nonce: 0, ...fees });
    const error = await wallet()
      .sendTransaction({ to, ...fees, ...fields })
      .catch((reason: unknown) => reason);
    expect((error as BaseError).walk((each) => each instanceof expected)).toBeInstanceOf(expected);
  });
});
