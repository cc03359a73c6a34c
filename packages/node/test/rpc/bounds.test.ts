import type { Hex } from 'viem';
import { expect, test } from 'vitest';
import { defaultLimits, type Limits } from '../../src/config/limits.ts';
import type { NodeOptions } from '../../src/index.ts';
import { FilterStore } from '../../src/rpc/filters.ts';
import { accounts, call, rpc, walletClient } from '../support/clients.ts';
import { compileCounter } from '../support/contracts.ts';
import { rawSocket } from '../support/raw-socket.ts';
import { temporaryNode, temporarySocket } from '../support/temporary.ts';

const who = accounts[0]!.address;
const { abi, bytecode } = compileCounter();
const word = (value: number) => value.toString(16).padStart(64, '0');
const request = (method: string, ...params: unknown[]) => ({ jsonrpc: '2.0', id: 1, method, params });
const node = (limits: Partial<Limits>, options: NodeOptions = {}) => temporaryNode({ limits, ...options });
/** An error that names a bound and its value. */
const over = (bound: keyof Limits, value: number) => ({
  error: { code: -32005, message: expect.stringContaining(`${bound} = ${value}`) },
});

/** A node with a contract that has logged twice. */
async function counting(limits: Partial<Limits>, options: NodeOptions = {}) {
  const { url } = await node(limits, options);
  const wallet = walletClient(url);
  const hash = await wallet.deployContract({ abi, bytecode, args: [0n] });
  const address = (await wallet.getTransactionReceipt({ hash })).contractAddress!;
  const sent: Hex[] = [];
  for (const by of [1n, 2n])
    sent.push(await wallet.writeContract({ address, abi, functionName: 'add', args: [by] }));
  return { url, address, sent };
}

test('D12: maxBodyBytes: over HTTP an error, on a WebSocket the end', async () => {
  const running = await node({ maxBodyBytes: 1_000 });
  const long = request('web3_sha3', `0x${'00'.repeat(1_000)}`);
  expect(await rpc(running.url, long)).toMatchObject(over('maxBodyBytes', 1_000));
  const socket = await rawSocket(running.url);
  socket.send(JSON.stringify(long));
  // Close code 1009, "message too big".
  expect(await socket.readUntil('\u0003\u00f1')).toContain('\u0003\u00f1');
});

test('maxBatch', async () => {
  const { url } = await node({ maxBatch: 2 });
  expect(await rpc(url, Array(2).fill(request('eth_chainId')))).toHaveLength(2);
  expect(await rpc(url, Array(3).fill(request('eth_chainId')))).toMatchObject(over('maxBatch', 2));
});

test('maxBatch bounds what is in work on a WebSocket', async () => {
  const running = await node({ maxBatch: 3 });
  const socket = await rawSocket(running.url);
  for (let id = 0; id < 10; id++) socket.send(JSON.stringify({ ...request('rpc_discover'), id }));
  expect(await socket.readUntil('maxBatch = 3')).toContain('more than maxBatch = 3 requests in work');
  // It stays open, and serves again when answers have gone out.
  expect(await socket.readUntil('"id":2')).toContain('"id":2');
  socket.send(JSON.stringify({ ...request('eth_chainId'), id: 'again' }));
  expect(await socket.readUntil('"id":"again","result"')).toContain('"id":"again","result":"0x4d4c"');
});

test('maxResponseBytes: one answer, and the answers of a batch together', async () => {
  const running = await node({ maxResponseBytes: 1_000 });
  const { url } = running;
  expect(await rpc(url, request('rpc_discover'))).toMatchObject({
    id: 1,
    ...over('maxResponseBytes', 1_000),
  });
  const version = request('web3_clientVersion');
  const answers = (await rpc(url, Array(20).fill(version))) as { result?: unknown }[];
  expect(answers[0]).toMatchObject({ result: expect.any(String) });
  expect(answers.at(-1)).toMatchObject(over('maxResponseBytes', 1_000));
  expect(JSON.stringify(answers.filter(({ result }) => result)).length).toBeLessThanOrEqual(1_020);
  const { client } = await temporarySocket(running);
  await expect(client.request({ method: 'rpc_discover' as 'eth_chainId' })).rejects.toThrow(
    'maxResponseBytes = 1000',
  );
});

test('maxSockets', async () => {
  const running = await node({ maxSockets: 1 });
  await rawSocket(running.url);
  const second = await rawSocket(running.url);
  expect(await second.readUntil('maxSockets')).toContain('more than maxSockets = 1 are open');
});

test('D14: maxSocketBufferBytes: a client that does not read is cut off, with its subscriptions', async () => {
  const running = await node({ maxSocketBufferBytes: 1_000 }, { dev: true });
  const socket = await rawSocket(running.url);
  socket.send(JSON.stringify(request('eth_subscribe', 'newHeads')));
  await socket.readUntil('"result"');
  socket.socket.pause();
  // The operating system takes some megabytes before the node sees that nobody reads.
  const big = JSON.stringify(Array(100).fill(request('rpc_discover')));
  for (let count = 0; count < 2; count++) socket.send(big);
  await call(running.url, 'hardhat_mine', '0x20');
  // Close code 1013, "try again later".
  expect(await socket.readUntil('maxSocketBufferBytes')).toContain(
    '\u0003\u00f5the client reads too slowly: over maxSocketBufferBytes = 1000',
  );
});

test('D12: maxLogBlocks and maxLogs; a filter whose logs are too many keeps them', async () => {
  const few = await counting({ maxLogs: 1 });
  expect(await call(few.url, 'eth_getLogs', { fromBlock: '0x0' })).toMatchObject(over('maxLogs', 1));
  const filter = (await call(few.url, 'eth_newFilter', { fromBlock: '0x0' })).result;
  expect(await call(few.url, 'eth_getFilterLogs', filter)).toMatchObject(over('maxLogs', 1));
  const wallet = walletClient(few.url);
  for (const by of [1n, 2n])
    await wallet.writeContract({ address: few.address, abi, functionName: 'add', args: [by] });
  for (let again = 0; again < 2; again++)
    expect(await call(few.url, 'eth_getFilterChanges', filter)).toMatchObject(over('maxLogs', 1));
  const narrow = await counting({ maxLogBlocks: 2 });
  expect(await call(narrow.url, 'eth_getLogs', { fromBlock: '0x0' })).toMatchObject(over('maxLogBlocks', 2));
  expect((await call(narrow.url, 'eth_getLogs', { fromBlock: '0x2' })).result).toHaveLength(2);
});

test('D13: maxCallGas: calls and estimates run out and say whose bound it was', async () => {
  const { url, address } = await counting({ maxCallGas: 1_000_000 });
  const busy = { to: address, data: `0x188b85b4${word(100_000)}` };

  for (const method of ['eth_call', 'eth_estimateGas']) {
    expect(await call(url, method, busy)).toMatchObject({
      error: { code: -32000, message: expect.stringContaining('maxCallGas = 1000000') },
    });
  }
});

test('maxTraceSteps', async () => {
  const { url, sent } = await counting({ maxTraceSteps: 10 }, { debug: true });
  expect(await call(url, 'debug_traceTransaction', sent[0])).toMatchObject(over('maxTraceSteps', 10));
});

test('maxTransactionBytes', async () => {
  const { url } = await node({ maxTransactionBytes: 100 });
  expect(await call(url, 'eth_sendRawTransaction', `0x${'02'.repeat(101)}`)).toMatchObject({
    error: { code: -32000, message: expect.stringContaining('maxTransactionBytes 100') },
  });
});

test('maxSlots, maxFilters', async () => {
  const { url } = await node({ maxSlots: 2, maxFilters: 2 });
  expect(await call(url, 'eth_getProof', who, ['0x0', '0x1', '0x2'])).toMatchObject(over('maxSlots', 2));
  expect(await call(url, 'eth_getStorageValues', { [who]: ['0x0', '0x1', '0x2'] })).toMatchObject(
    over('maxSlots', 2),
  );
  const first = (await call(url, 'eth_newBlockFilter')).result;
  await call(url, 'eth_newFilter', {});
  expect(await call(url, 'eth_newFilter', {})).toMatchObject(over('maxFilters', 2));
  expect(await call(url, 'eth_uninstallFilter', first)).toMatchObject({ result: true });
  expect(await call(url, 'eth_newFilter', {})).toHaveProperty('result');
});

test('maxFilterIdleSeconds: a filter that nobody asks goes, one that is asked stays', () => {
  let seconds = 0;
  const filters = new FilterStore({ maxFilters: 2, maxFilterIdleSeconds: 10 }, () => seconds * 1000);
  const [asked, idle] = [
    filters.add({ kind: 'blocks', next: 0n })!,
    filters.add({ kind: 'blocks', next: 0n })!,
  ];
  expect(filters.add({ kind: 'blocks', next: 0n })).toBeUndefined();
  seconds = 8;
  expect(filters.get(asked)).toBeDefined();
  seconds = 16;
  expect(filters.get(idle)).toBeUndefined();
  expect(filters.get(asked)).toBeDefined();
  expect(filters.add({ kind: 'blocks', next: 0n })).toBeDefined();
});

test('every bound has a default that is a whole number', () => {
  for (const value of Object.values(defaultLimits))
    expect(Number.isSafeInteger(value) && value > 0).toBe(true);
});
