import { createHash } from 'node:crypto';
import { createPublicClient, parseGwei, webSocket } from 'viem';
import { expect, test, vi } from 'vitest';
import { accounts, call, rpc, walletClient } from '../support/clients.ts';
import { compileCounter } from '../support/contracts.ts';
import { temporaryNode, temporarySocket } from '../support/temporary.ts';

const { abi, bytecode } = compileCounter();
const to = accounts[1]!.address;
const fees = { gas: 21_000n, maxFeePerGas: parseGwei('10'), maxPriorityFeePerGas: 1n };

async function connect(options = {}) {
  const node = await temporaryNode(options);
  const { client, socket } = await temporarySocket(node);
  return { node, client, socket, wallet: walletClient(node.url) };
}

test('D14: calls and batches work over WebSocket as over HTTP', async () => {
  const { client } = await connect();
  expect(await client.getChainId()).toBe(19_788);
  await expect(client.request({ method: 'nothing' as 'eth_chainId' })).rejects.toThrow('does not exist');
});

test('D14: new heads arrive in order, with the hash that the block has everywhere else', async () => {
  const { node, client, wallet } = await connect();
  const heads: { number: bigint; hash: string }[] = [];
  client.watchBlocks({ onBlock: (block) => heads.push(block) });
  await vi.waitUntil(async () => (await client.getBlockNumber()) >= 0n);
  for (let nonce = 0; nonce < 3; nonce++) await wallet.sendTransaction({ to, value: 1n, nonce, ...fees });
  await vi.waitUntil(() => heads.length === 3);
  expect(heads.map(({ number }) => number)).toEqual([1n, 2n, 3n]);
  for (const { number, hash } of heads)
    expect((await walletClient(node.url).getBlock({ blockNumber: number })).hash).toBe(hash);
});

test('D14: logs that match arrive, others do not; waiting transactions are announced', async () => {
  const { client, wallet } = await connect();
  const deployment = await wallet.waitForTransactionReceipt({
    hash: await wallet.deployContract({ abi, bytecode, args: [0n] }),
  });
  const address = deployment.contractAddress!;
  const seen: unknown[] = [];
  const pending: string[] = [];
  client.watchContractEvent({
    address,
    abi,
    eventName: 'Counted',
    args: { by: 2n },
    onLogs: (logs) => seen.push(...logs),
  });
  client.watchPendingTransactions({ onTransactions: (hashes) => pending.push(...hashes) });
  await client.getChainId();
  const sent = [];
  for (const by of [1n, 2n, 3n])
    sent.push(await wallet.writeContract({ address, abi, functionName: 'add', args: [by] }));
  await vi.waitUntil(() => seen.length > 0 && pending.length === 3);
  expect(seen).toMatchObject([{ args: { by: 2n, total: 3n }, transactionHash: sent[1] }]);
  expect(pending).toEqual(sent);
});

test('unsubscribing ends it, over HTTP there is none, and the bound is named', async () => {
  const { node, client } = await connect({ limits: { maxSubscriptions: 1 } });
  const request = (method: string, ...params: unknown[]) =>
    client.request({ method, params } as Parameters<typeof client.request>[0]);
  const id = await request('eth_subscribe', 'newHeads');
  await expect(request('eth_subscribe', 'newHeads')).rejects.toThrow('maxSubscriptions = 1');
  expect(await request('eth_unsubscribe', id)).toBe(true);
  expect(await request('eth_unsubscribe', id)).toBe(false);
  await expect(request('eth_subscribe', 'nothing')).rejects.toThrow();
  expect(await call(node.url, 'eth_subscribe', 'newHeads')).toMatchObject({
    error: { message: expect.stringContaining('WebSocket') },
  });
});

test('filters tell what is new since the last time', async () => {
  const { node, wallet } = await connect();
  const { url } = node;
  const create = async (method: string, ...params: unknown[]) =>
    (await call(url, method, ...params)).result as string;
  const changes = async (id: string) => (await call(url, 'eth_getFilterChanges', id)).result;
  const [blocks, pending] = [
    await create('eth_newBlockFilter'),
    await create('eth_newPendingTransactionFilter'),
  ];
  const logs = await create('eth_newFilter', {});
  const hash = await wallet.deployContract({ abi, bytecode, args: [0n] });
  const { contractAddress: address, blockHash } = await wallet.getTransactionReceipt({ hash });
  expect(await changes(blocks)).toEqual([blockHash]);
  expect(await changes(blocks)).toEqual([]);
  expect(await changes(pending)).toEqual([hash]);
  await wallet.writeContract({ address: address!, abi, functionName: 'add', args: [1n] });
  expect(await changes(logs)).toHaveLength(1);
  expect(await changes(logs)).toEqual([]);
  expect(await create('eth_uninstallFilter', logs)).toBe(true);
  expect(await call(url, 'eth_getFilterChanges', logs)).toMatchObject({
    error: { message: 'filter not found' },
  });
});

test('keys and rights: without a key nobody gets in, with one only to its methods', async () => {
  const sha256 = createHash('sha256').update('open sesame').digest('hex');
  const access = { apiKeys: [{ name: 'reader', sha256, methods: ['eth_chainId'] }] };
  const { url, wsUrl } = await temporaryNode({ access });
  expect(await call(url, 'eth_chainId')).toMatchObject({ error: { code: -32010 } });
  const post = async (method: string) => {
    const headers = { 'content-type': 'application/json', 'x-api-key': 'open sesame' };
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: [] }),
    });
    return response.json();
  };
  expect(await post('eth_chainId')).toMatchObject({ result: '0x4d4c' });
  expect(await post('eth_blockNumber')).toMatchObject({
    error: { code: -32010, message: 'reader may not call eth_blockNumber' },
  });
  const intruder = createPublicClient({ transport: webSocket(wsUrl, { retryCount: 0, reconnect: false }) });
  await expect(intruder.getChainId()).rejects.toThrow();
});

test('a host that is not listed is refused', async () => {
  const { url } = await temporaryNode({ hosts: ['chain.example'] });
  expect(await rpc(url, { jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] })).toMatchObject({
    error: { message: expect.stringContaining('not served here') },
  });
});
