import { createUpload, PREDICT_ADDRESS, predictAbi } from '@evm-ml/evm';
import { seal } from '@evm-ml/quantized-runtime';
import { encodeFunctionData, type Hex, toHex } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tinyArtefact } from '../../../evm-ml/test/support/networks.ts';
import { type RunningNode, startNode } from '../../src/index.ts';
import { call, walletClient } from '../support/clients.ts';
import { temporaryNode } from '../support/temporary.ts';

/** y = w * x for one number. */
const model = (weight: number) => tinyArtefact({ inputs: 1, outputs: 1, weights: [weight] });

let node: RunningNode;
beforeAll(async () => {
  node = await startNode({ port: 0, debug: true });
});
afterAll(() => node.close());

/** Deploys y = w * x, the node having no plan of it yet. */
async function deploy(weight: number) {
  const { modelId, model: layout, transactions } = createUpload({ model: model(weight) });
  for (const { to, data, gas } of transactions)
    await walletClient(node.url).sendTransaction({ to, data, gas });
  return { modelId, manifest: layout.manifestAddress };
}

const question = (modelId: Hex) => ({
  to: PREDICT_ADDRESS,
  data: encodeFunctionData({ abi: predictAbi, functionName: 'predictRaw', args: [modelId, '0x0700'] }),
});
const answer = (number: number) => `0x${number.toString(16).padStart(2, '0')}00`;

const doors: [string, (request: object, overrides: object) => Promise<unknown>][] = [
  ['eth_call', (request, state) => call(node.url, 'eth_call', request, 'latest', state)],
  [
    'eth_simulateV1',
    (request, stateOverrides) =>
      call(node.url, 'eth_simulateV1', { blockStateCalls: [{ stateOverrides, calls: [request] }] }),
  ],
  [
    'debug_traceCall',
    (request, stateOverrides) =>
      call(node.url, 'debug_traceCall', request, 'latest', { stateOverrides, tracer: 'callTracer' }),
  ],
];

test.each(doors)('D13: code that %s pretends does not outlive the call', async (name, ask) => {
  const weight = 2 + doors.findIndex(([door]) => door === name);
  const { modelId, manifest } = await deploy(weight);
  const other = toHex(seal(model(5)).manifest);
  const pretended = await ask(question(modelId), { [manifest]: { code: other } });
  expect(JSON.stringify(pretended)).toContain(answer(35).slice(2));
  const { result } = await call(node.url, 'eth_call', question(modelId), 'latest');
  expect(String(result)).toContain(
    answer(7 * weight)
      .slice(2)
      .padEnd(64, '0'),
  );
});

test('D13: a development chain keeps what content stands for, and code where a manifest would lie is none', async () => {
  const dev = await temporaryNode({ dev: true });
  const { modelId, model: layout, transactions } = createUpload({ model: model(9) });
  const set = (code: Hex) => call(dev.url, 'hardhat_setCode', layout.manifestAddress, code);
  const ask = () => call(dev.url, 'eth_call', question(modelId));
  const refusal = { error: { code: -32602, message: expect.stringContaining('content of the model store') } };
  expect(await set(toHex(seal(model(5)).manifest))).toMatchObject(refusal);
  for (const code of ['0x6001', `0x60${'00'.repeat(100)}`] as const) {
    expect(await set(code)).toMatchObject({ result: true });
    expect(await ask()).toMatchObject({
      error: { code: 3, message: expect.stringContaining('UnsealedModel') },
    });
  }
  expect(await set('0x')).toMatchObject({ result: true });
  for (const { to, data, gas } of transactions)
    await walletClient(dev.url).sendTransaction({ to, data, gas });
  expect(await ask()).toHaveProperty('result');
  expect(await set('0x6001')).toMatchObject(refusal);
  expect(await call(dev.url, 'eth_blockNumber')).toHaveProperty('result');
});
