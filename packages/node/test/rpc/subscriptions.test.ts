import { once } from 'node:events';
import { encodeFunctionData, type Hex, parseGwei } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import type { RunningNode } from '../../src/index.ts';
import { accounts, call, walletClient } from '../support/clients.ts';
import { compileCounter } from '../support/contracts.ts';
import { temporaryNode } from '../support/temporary.ts';

const { abi, bytecode } = compileCounter();
const to = accounts[1]!.address;
const fees = { gas: 21_000n, maxFeePerGas: parseGwei('10'), maxPriorityFeePerGas: 1n };

interface Notice {
  method?: string;
  params?: { subscription: string; result: Record<string, unknown> & Hex };
  id?: number;
  result?: unknown;
}

/** A socket whose messages are kept in the order in which they came. */
async function listen(node: RunningNode) {
  const socket = new WebSocket(node.wsUrl);
  onTestFinished(() => socket.terminate());
  const messages: Notice[] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data))));
  await once(socket, 'open');
  let id = 0;
  /** Resolves when `done` holds of what has come. */
  const until = async (done: () => boolean) => {
    while (!done()) await once(socket, 'message');
  };
  const ask = async (method: string, ...params: unknown[]) => {
    const own = ++id;
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: own, method, params }));
    await until(() => messages.some((message) => message.id === own));
    return messages.find((message) => message.id === own)?.result;
  };
  const notices = () => messages.flatMap(({ params }) => (params ? [params] : []));
  return { socket, messages, ask, until, notices };
}

test('D9, D14: what is announced is final: every head, log and receipt is there when its notice comes, once and in order', async () => {
  const node = await temporaryNode();
  const wallet = walletClient(node.url);
  const hash = await wallet.deployContract({ abi, bytecode, args: [0n] });
  const address = (await wallet.getTransactionReceipt({ hash })).contractAddress!;
  const { ask, until, notices, socket } = await listen(node);
  const heads = await ask('eth_subscribe', 'newHeads');
  const logs = await ask('eth_subscribe', 'logs', { address });
  const found: Promise<unknown>[] = [];
  socket.on('message', (data) => {
    const { params }: Notice = JSON.parse(String(data));
    if (params?.subscription === logs) {
      found.push(call(node.url, 'eth_getTransactionReceipt', params?.result['transactionHash']));
    }
    if (params?.subscription === heads)
      found.push(call(node.url, 'eth_getBlockByHash', params?.result['hash'], true));
  });
  const count = 20;
  const data = encodeFunctionData({ abi, functionName: 'add', args: [1n] });
  const signed = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      wallet.account.signTransaction({
        chainId: node.chainId,
        to: address,
        data,
        nonce: index + 1,
        ...fees,
        gas: 200_000n,
      }),
    ),
  );
  await Promise.all(signed.map((raw) => call(node.url, 'eth_sendRawTransaction', raw)));
  await until(() => notices().filter(({ subscription }) => subscription === logs).length === count);
  await until(() => {
    const last = notices().findLast(({ subscription }) => subscription === logs);
    return notices().some(({ result }) => result['hash'] === last?.result['blockHash']);
  });
  const [shownHeads, shownLogs] = [heads, logs].map((id) =>
    notices().flatMap(({ subscription, result }) => (subscription === id ? [result] : [])),
  );
  const places = shownLogs!.map(
    ({ blockNumber, logIndex }) => Number(blockNumber) * 1_000 + Number(logIndex),
  );
  expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
  expect(shownLogs!.every(({ removed }) => removed === false)).toBe(true);
  const numbers = shownHeads!.map(({ number }) => Number(number));
  expect(numbers).toEqual(numbers.map((_, index) => numbers[0]! + index));
  for (const [index, head] of shownHeads!.slice(1).entries())
    expect(head['parentHash']).toBe(shownHeads![index]!['hash']);
  for (const answer of await Promise.all(found)) expect(answer).toMatchObject({ result: expect.any(Object) });
});

test('waiting transactions come as hashes or whole, before the head that has them', async () => {
  const node = await temporaryNode();
  const { ask, until, notices } = await listen(node);
  const hashes = await ask('eth_subscribe', 'newPendingTransactions');
  const whole = await ask('eth_subscribe', 'newPendingTransactions', true);
  const heads = await ask('eth_subscribe', 'newHeads');
  const hash = await walletClient(node.url).sendTransaction({ to, value: 1n, ...fees });
  await until(() => notices().length === 3);
  expect(notices().map(({ subscription }) => subscription)).toEqual([hashes, whole, heads]);
  expect(notices()[0]!.result).toBe(hash);
  expect(notices()[1]!.result).toMatchObject({ hash, blockHash: null, to: to.toLowerCase() });
});

test('a client learns the id of a subscription before its first notice, in a batch too', async () => {
  const node = await temporaryNode({ dev: true });
  const { socket, until, messages, notices } = await listen(node);
  socket.send(
    JSON.stringify([
      { jsonrpc: '2.0', id: 'a', method: 'eth_subscribe', params: ['newHeads'] },
      { jsonrpc: '2.0', id: 'b', method: 'hardhat_mine', params: ['0x5'] },
    ]),
  );
  await until(() => notices().length === 5);
  const [first] = messages as unknown as [{ result: string }[]];
  expect(first[0]?.result).toBe(notices()[0]?.subscription);
  expect(notices().map(({ result }) => result['number'])).toEqual(['0x1', '0x2', '0x3', '0x4', '0x5']);
});

test('nothing comes after the answer to eth_unsubscribe, and ids of others end nothing', async () => {
  const node = await temporaryNode({ dev: true });
  const [one, other] = [await listen(node), await listen(node)];
  const id = await one.ask('eth_subscribe', 'newHeads');
  expect(await other.ask('eth_unsubscribe', id)).toBe(false);
  await call(node.url, 'evm_mine');
  await one.until(() => one.notices().length === 1);
  // Sent at once: the blocks are sealed while the subscription ends.
  const mined = call(node.url, 'hardhat_mine', '0x10');
  expect(await one.ask('eth_unsubscribe', id)).toBe(true);
  const end = one.messages.length;
  await mined;
  await one.ask('eth_chainId');
  expect(one.messages.slice(end).filter(({ params }) => params)).toEqual([]);
});

test.each([
  [['nothing'], 'expected "newHeads"'],
  [['logs', { address: '0x1234' }], 'expected an address'],
  [['logs', { blockHash: `0x${'12'.repeat(32)}` }], 'blockHash cannot be followed'],
  [['logs', { topics: ['0x12'] }], 'expected a topic of 32 bytes'],
  [['newPendingTransactions', 'yes'], 'expected boolean'],
  [[], 'nvalid'],
])('eth_subscribe %j is refused', async (params, message) => {
  const node = await temporaryNode();
  const { socket } = await listen(node);
  socket.send(JSON.stringify({ jsonrpc: '2.0', id: 'x', method: 'eth_subscribe', params }));
  const [data] = await once(socket, 'message');
  expect(JSON.parse(String(data))).toMatchObject({
    error: { code: -32602, message: expect.stringContaining(message) },
  });
});

test('a message that is no request is answered, and the socket stays', async () => {
  const node = await temporaryNode();
  const { socket, ask } = await listen(node);
  for (const [text, code] of [
    ['{', -32700],
    ['[]', -32600],
    ['5', -32600],
  ] as const) {
    socket.send(text);
    const [data] = await once(socket, 'message');
    expect(JSON.parse(String(data))).toMatchObject({ id: null, error: { code } });
  }
  expect(await ask('eth_chainId')).toBe('0x4d4c');
});

test('a filter goes on from where a development chain went back to', async () => {
  const { url } = await temporaryNode({ dev: true });
  const result = async (method: string, ...params: unknown[]) => (await call(url, method, ...params)).result;
  const snapshot = await result('evm_snapshot');
  const filter = await result('eth_newBlockFilter');
  await result('hardhat_mine', '0x3');
  expect(await result('eth_getFilterChanges', filter)).toHaveLength(3);
  await result('evm_revert', snapshot);
  expect(await result('eth_getFilterChanges', filter)).toEqual([]);
  await result('hardhat_mine', '0x2');
  expect(await result('eth_getFilterChanges', filter)).toHaveLength(2);
});

test('D16: going back is announced: logs as removed, newest first, then the head', async () => {
  const node = await temporaryNode({ dev: true });
  const wallet = walletClient(node.url);
  const hash = await wallet.deployContract({ abi, bytecode, args: [0n] });
  const address = (await wallet.getTransactionReceipt({ hash })).contractAddress!;
  const snapshot = (await call(node.url, 'evm_snapshot')).result;
  const { ask, until, notices } = await listen(node);
  const heads = await ask('eth_subscribe', 'newHeads');
  const logs = await ask('eth_subscribe', 'logs', { address });
  const filter = (await call(node.url, 'eth_newFilter', { address })).result;
  const late = (await call(node.url, 'eth_newFilter', { address })).result;
  const narrow = (await call(node.url, 'eth_newFilter', { address, toBlock: '0x2' })).result;
  const future = (await call(node.url, 'eth_newFilter', { address, fromBlock: '0x9' })).result;
  for (const by of [1n, 2n]) await wallet.writeContract({ address, abi, functionName: 'add', args: [by] });
  const told = (await call(node.url, 'eth_getFilterChanges', filter)).result as { data: Hex }[];
  expect(told).toHaveLength(2);
  expect((await call(node.url, 'eth_getFilterChanges', narrow)).result).toEqual([told[0]]);
  expect((await call(node.url, 'eth_getFilterChanges', future)).result).toEqual([]);
  await call(node.url, 'evm_revert', snapshot);
  await until(() => notices().length >= 7);
  const of = (id: unknown) => notices().filter(({ subscription }) => subscription === id);
  expect(of(logs).map(({ result }) => [result['blockNumber'], result['removed']])).toEqual([
    ['0x2', false],
    ['0x3', false],
    ['0x3', true],
    ['0x2', true],
  ]);
  expect(of(heads).map(({ result }) => result['number'])).toEqual(['0x2', '0x3', '0x1']);
  const gone = { ...told[1], removed: true };
  expect((await call(node.url, 'eth_getFilterChanges', filter)).result).toEqual([
    gone,
    { ...told[0], removed: true },
  ]);
  expect((await call(node.url, 'eth_getFilterChanges', filter)).result).toEqual([]);
  expect((await call(node.url, 'eth_getFilterChanges', narrow)).result).toEqual([
    { ...told[0], removed: true },
  ]);
  // Who was not told of logs need not be told that they are gone.
  expect((await call(node.url, 'eth_getFilterChanges', late)).result).toEqual([]);
  // A filter that begins later still does after going back.
  await wallet.writeContract({ address, abi, functionName: 'add', args: [3n] });
  expect((await call(node.url, 'eth_getFilterChanges', future)).result).toEqual([]);
  expect((await call(node.url, 'eth_getFilterChanges', late)).result).toHaveLength(1);
});
