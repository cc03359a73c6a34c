import { mlWalletActions, predictAbi } from '@evm-ml/evm/viem';
import { decodeFunctionResult, encodeFunctionData, type Hex } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chainArtefact } from '../../../evm-ml/test/support/networks.ts';
import { type RunningNode, startNode } from '../../src/index.ts';
import { call, walletClient } from '../support/clients.ts';
import { compileCounter } from '../support/contracts.ts';
import { answerCheck } from '../support/openrpc.ts';

const PREDICT = '0x0000000000000000000000000000000000004d4c';
const NAME = 'acme.test.chain';
const counter = compileCounter();

let node: RunningNode;
let caller: Hex;
const wallet = () => walletClient(node.url).extend(mlWalletActions());
beforeAll(async () => {
  node = await startNode({ port: 0, debug: true });
  const artefact = chainArtefact({ followers: [0, 2, 3, 4, 0, 5], steps: 600, stop: 0 });
  await wallet().deployModel({ artefact, name: NAME });
  const hash = await wallet().deployContract({ ...counter, args: [0n] });
  caller = (await wallet().getTransactionReceipt({ hash })).contractAddress!;
}, 120_000);
afterAll(() => node.close());

const ask = (first: bigint, most = 0n): Hex =>
  encodeFunctionData({ abi: predictAbi, functionName: 'generate', args: [NAME, [first * 10n ** 18n], most] });

test.each([
  ['directly, four steps of 600', () => ({ to: PREDICT, data: ask(1n) }), 4],
  ['directly, all of them', () => ({ to: PREDICT, data: ask(5n) }), 600],
  ['directly, as many as were asked for', () => ({ to: PREDICT, data: ask(5n, 7n) }), 7],
  [
    'through a contract',
    () => ({
      to: caller,
      data: encodeFunctionData({
        ...{ abi: counter.abi, functionName: 'forward', args: [PREDICT, ask(3n)] },
      }),
    }),
    2,
  ],
] as const)('a limit that is estimated pays for all steps that there may be: %s', async (_, to, steps) => {
  const request = to();
  const estimate = await wallet().estimateGas(request as { to: Hex; data: Hex });
  const hash = await wallet().sendTransaction({ ...(request as { to: Hex; data: Hex }), gas: estimate });
  const { status, gasUsed } = await wallet().getTransactionReceipt({ hash });
  expect(status).toBe('success');
  expect(gasUsed).toBeLessThanOrEqual(estimate);
  const { result } = await call(node.url, 'predict_trace', hash);
  expect(result).toMatchObject([{ entry: 'generate', steps: [steps], outcome: 'returned' }]);
  expect((await answerCheck(node.url)).check('predict_trace', result)).toBeUndefined();
  const tree = (await call(node.url, 'debug_traceTransaction', hash, { tracer: 'callTracer' })).result;
  expect(BigInt((tree as { gasUsed: Hex }).gasUsed)).toBe(gasUsed);
});

test('what is read costs what a transaction does', async () => {
  const data = (await call(node.url, 'eth_call', { to: PREDICT, data: ask(1n) }, 'latest')).result as Hex;
  expect(decodeFunctionResult({ abi: predictAbi, functionName: 'generate', data })).toEqual(
    [2n, 3n, 4n, 0n].map((token) => token * 10n ** 18n),
  );
});
