import { readFileSync } from 'node:fs';
import { mlWalletActions } from '@evm-ml/evm/viem';
import { encodeNetwork, importKeras, quantize } from '@evm-ml/quantized-runtime/workshop';
import { encodeFunctionData, parseAbi } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningNode, startNode } from '../../src/index.ts';
import { call, walletClient } from '../support/clients.ts';
import { answerCheck } from '../support/openrpc.ts';

const model = (file: string) =>
  readFileSync(new URL(`../../../../examples/wine-cellar/model/${file}`, import.meta.url));
const table = (file: string) =>
  model(file)
    .toString()
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number).slice(0, 13));
const name = 'acme.cellar.grader';
const abi = parseAbi(['function predictClass(string ref, int256[] input) view returns (uint256)']);
const predict = '0x0000000000000000000000000000000000004d4c';

let node: RunningNode;
beforeAll(async () => {
  const network = await importKeras(model('wine.keras'));
  const samples = Float32Array.from(table('train.csv').flat());
  const quantized = await quantize(network, [samples], { profile: 'a16' });
  const encoded = encodeNetwork(quantized.network);
  node = await startNode({ port: 0, metrics: true });
  await walletClient(node.url)
    .extend(mlWalletActions())
    .deployModel({ artefact: encoded.model, origin: encoded.origin, name });
}, 120_000);
afterAll(() => node.close());

test('the namespace lists, describes, prices and predicts by name', async () => {
  const { url } = node;
  const { check } = await answerCheck(url);
  expect((await call(url, 'predict_list')).result).toMatchObject({
    models: [{ name, latest: 1, count: 1, frozen: false }],
    next: null,
  });
  const { result } = await call(url, 'predict_describe', name);
  expect(result).toMatchObject({
    version: '0x1',
    inputLength: '0xd',
    outputLength: '0x3',
    exceedsBlockGasLimit: false,
  });
  expect((await call(url, 'predict_gasOf', name, '0x1')).result).toBe((result as { gas: string }).gas);
  const lot = table('test.csv')[0];
  const output = (await call(url, 'predict_call', name, lot)).result as string[];
  expect(output).toHaveLength(3);
  expect(output.map(Number).reduce((sum, value) => sum + value)).toBeCloseTo(1, 2);
  const index = output.map(Number).indexOf(Math.max(...output.map(Number)));
  expect((await call(url, 'predict_class', name, lot?.map(String))).result).toBe(`0x${index.toString(16)}`);
  for (const [method, ...params] of [
    ['predict_list'],
    ['predict_describe', name],
    ['predict_gasOf', name],
    ['predict_call', name, lot],
    ['predict_class', name, lot],
  ] as const) {
    expect(check(method, (await call(url, method, ...params)).result)).toBeUndefined();
  }
});

test('an unknown model and a wrong length revert with a custom error in words', async () => {
  expect(await call(node.url, 'predict_call', 'acme.nothing', [1])).toMatchObject({
    error: { code: 3, message: 'execution reverted: UnknownModel("acme.nothing")' },
  });
  expect(await call(node.url, 'predict_call', name, ['1.5'])).toMatchObject({
    error: { code: 3, message: 'execution reverted: WrongInputLength(13, 1)' },
  });
  expect(await call(node.url, 'predict_call', name, ['x'])).toMatchObject({ error: { code: -32602 } });
  expect(await call(node.url, 'predict_call', name, ['9'.repeat(70)])).toMatchObject({
    error: { code: -32602 },
  });
});

test('D15: a mined prediction is traced with model, version, shapes and gas per operator', async () => {
  const wallet = walletClient(node.url);
  const input = table('test.csv')[0]!.map((value) => BigInt(Math.round(value * 1e6)) * 10n ** 12n);
  const data = encodeFunctionData({ abi, functionName: 'predictClass', args: [name, input] });
  const hash = await wallet.sendTransaction({ to: predict, data });
  expect(await wallet.getTransactionReceipt({ hash })).toMatchObject({ status: 'success' });
  const { result } = await call(node.url, 'predict_trace', hash);
  expect(result).toMatchObject([
    { entry: 'predictClass', reference: name, version: 1, batch: 1, outcome: 'returned' },
  ]);
  expect((await answerCheck(node.url)).check('predict_trace', result)).toBeUndefined();
  const [{ gas }] = result as [{ gas: { operators: string; perOperator: { gas: string }[] } }];
  expect(gas.perOperator.reduce((sum, operator) => sum + BigInt(operator.gas), 0n)).toBe(
    BigInt(gas.operators),
  );
});

test('metrics, health and readiness', async () => {
  const get = async (path: string) => {
    const response = await fetch(`${node.url}${path}`);
    return { status: response.status, text: await response.text() };
  };
  expect(await get('/health')).toEqual({ status: 200, text: '{"status":"alive"}' });
  expect(await get('/ready')).toEqual({ status: 200, text: '{"status":"ready"}' });
  const { text } = await get('/metrics');
  expect(text).toMatch(/evm_ml_head_block_number [1-9]/);
  expect(text).toMatch(/evm_ml_rpc_request_seconds_count\{method="predict_call"\} [1-9]/);
  expect(text).toMatch(/evm_ml_rpc_errors_total\{method="predict_call",code="3"\} 2/);
  expect(text).toMatch(/evm_ml_block_transactions_total\{status="success"\} [1-9]/);
});
