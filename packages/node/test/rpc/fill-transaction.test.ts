import { createWalletClient, encodeFunctionData, type Hex, http, parseGwei, publicActions } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningNode, startNode } from '../../src/index.ts';
import { accounts, call, chainAt, walletClient } from '../support/clients.ts';
import { compileCounter } from '../support/contracts.ts';

const { abi, bytecode } = compileCounter();
const [from, to] = [accounts[0]!.address.toLowerCase(), accounts[1]!.address.toLowerCase()];
const predict = '0x0000000000000000000000000000000000004d4c';
const word = `0x${'0'.repeat(64)}`;
const accessList = [{ address: to, storageKeys: [word] }];
const signature = { chainId: '0x4d4c', address: to, nonce: '0x0', yParity: '0x0', r: '0x1', s: '0x1' };

let node: RunningNode;
let address: Hex;
beforeAll(async () => {
  node = await startNode({ port: 0, dev: true });
  const wallet = walletClient(node.url, 2);
  const hash = await wallet.deployContract({ abi, bytecode, args: [0n] });
  address = (await wallet.getTransactionReceipt({ hash })).contractAddress!;
});
afterAll(() => node.close());
const fill = (request: object) => call(node.url, 'eth_fillTransaction', { from, to, ...request });

describe('eth_fillTransaction', () => {
  test.each([
    ['nothing', {}, { type: '0x2', nonce: '0x0', gas: '0x5208', value: '0x0', input: '0x', accessList: [] }],
    ['a price', { gasPrice: '0x77359400' }, { type: '0x0', gasPrice: '0x77359400' }],
    ['a price and a list', { gasPrice: '0x77359400', accessList }, { type: '0x1', accessList }],
    ['a list', { accessList }, { type: '0x2', accessList }],
    ['legacy by name', { type: '0x0' }, { type: '0x0', gasPrice: expect.any(String) }],
    ['authorizations', { authorizationList: [signature] }, { type: '0x4', authorizationList: [signature] }],
    [
      'a fee below the usual tip',
      { maxFeePerGas: '0x5' },
      { maxFeePerGas: '0x5', maxPriorityFeePerGas: '0x5' },
    ],
    [
      'everything',
      { nonce: '0x9', gas: '0x9999', value: '0x1', chainId: '0x4d4c' },
      { nonce: '0x9', gas: '0x9999' },
    ],
  ])('given %s', async (_what, request, expected) => {
    expect(await fill(request)).toMatchObject({
      result: { tx: { from, to, chainId: '0x4d4c', ...expected } },
    });
  });

  test.each([
    ['another chain', { chainId: '0x1' }, -32602, 'not this chain'],
    ['a blob', { type: '0x3' }, -32602, 'not supported'],
    ['two kinds of price', { gasPrice: '0x1', maxFeePerGas: '0x1' }, -32602, 'both gasPrice and'],
    [
      'a tip above the fee',
      { maxFeePerGas: '0x1', maxPriorityFeePerGas: '0x2' },
      -32602,
      'maxFeePerGas (1) <',
    ],
    ['gas beyond all', { gas: `0x${'f'.repeat(64)}` }, -32602, 'at most 64 bits'],
    ['type 4 without authorizations', { type: '0x4' }, -32602, 'at least one'],
    ['what would revert', { to: predict, data: '0x12345678' }, 3, 'UnknownSelector'],
  ])('%s is refused', async (_what, request, code, message) => {
    for (const method of ['eth_fillTransaction', 'eth_sendTransaction']) {
      expect(await call(node.url, method, { from, to, ...request })).toMatchObject({
        error: { code, message: expect.stringContaining(message) },
      });
    }
  });
});

test('viem fills a transaction in one request, and shows a revert decoded', async () => {
  const asked: string[] = [];
  const wallet = createWalletClient({
    chain: chainAt(node.url),
    account: privateKeyToAccount(accounts[0]!.privateKey),
    transport: http(node.url, {
      onFetchRequest: (_request, { body }) => {
        asked.push(JSON.parse(String(body)).method);
      },
    }),
  }).extend(publicActions);
  const hash = await wallet.sendTransaction({
    to: address,
    data: encodeFunctionData({ abi, functionName: 'add', args: [2n] }),
  });
  expect(await wallet.getTransactionReceipt({ hash })).toMatchObject({ status: 'success' });
  expect(asked).toContain('eth_fillTransaction');
  expect(asked).not.toContain('eth_estimateGas');
  await expect(wallet.writeContract({ address, abi, functionName: 'add', args: [500n] })).rejects.toThrow(
    /TooMuch\(uint256 asked, uint256 allowed\)/,
  );
  const legacy = await wallet.sendTransaction({ type: 'legacy', to: address, value: 1n });
  expect(await wallet.getTransactionReceipt({ hash: legacy })).toMatchObject({ type: 'legacy' });
  const dear = { to: address, value: 1n, maxFeePerGas: parseGwei('20') };
  const priced = await wallet.getTransaction({ hash: await wallet.sendTransaction(dear) });
  expect(priced.maxFeePerGas).toBe(parseGwei('20'));
});
