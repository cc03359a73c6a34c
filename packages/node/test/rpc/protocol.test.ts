import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningNode, startNode } from '../../src/index.ts';
import { accounts, call, rpc } from '../support/clients.ts';
import { temporaryNode } from '../support/temporary.ts';

const who = accounts[0]!.address;
const request = (method: string, params: unknown = [], id: unknown = 1) => ({
  jsonrpc: '2.0',
  id,
  method,
  params,
});

let shared: RunningNode;
let url: string;
beforeAll(async () => {
  shared = await startNode({ port: 0 });
  url = shared.url;
});
afterAll(() => shared.close());

describe('D12: JSON-RPC 2.0', () => {
  test('requests, batches and notifications', async () => {
    expect(await rpc(url, request('eth_chainId', [], 'a'))).toEqual({
      jsonrpc: '2.0',
      id: 'a',
      result: '0x4d4c',
    });
    const batch = [
      request('eth_chainId', [], 1),
      { jsonrpc: '2.0', method: 'eth_chainId', params: [] },
      request('nothing', [], 2),
    ];
    expect(await rpc(url, batch)).toEqual([
      { jsonrpc: '2.0', id: 1, result: '0x4d4c' },
      {
        jsonrpc: '2.0',
        id: 2,
        error: { code: -32601, message: 'the method nothing does not exist/is not available' },
      },
    ]);
    expect(await rpc(url, { jsonrpc: '2.0', method: 'eth_chainId' })).toBeUndefined();
  });

  test.each([
    ['not JSON', '{', -32700],
    ['an empty batch', [], -32600],
    ['a number', 5, -32600],
    ['no method', { jsonrpc: '2.0', id: 1 }, -32600],
    [
      'a parameter of a name that is none',
      { jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: { a: 1 } },
      -32602,
    ],
    [
      'a parameter of a prototype',
      '{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":{"__proto__":1}}',
      -32602,
    ],
    ['parameters that are none', { jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: 5 }, -32600],
    ['a method of Object', request('toString'), -32601],
    ['a prototype', request('__proto__'), -32601],
  ])('%s gives its error code', async (_what, body, code) => {
    expect(await rpc(url, body)).toMatchObject({ error: { code, message: expect.any(String) } });
  });

  test.each([
    ['eth_getBalance', ['0x12', 'latest'], 'invalid argument 0: expected an address'],
    ['eth_getBalance', [who, 'newest'], 'invalid argument 1'],
    ['eth_getBalance', [], 'invalid params: expected at least 1 parameter'],
    ['eth_getBalance', [5], 'invalid argument 0: expected an address: 0x and 40'],
    ['eth_getBlockByHash', ['0x12', false], 'invalid argument 0: expected 32 bytes'],
    ['eth_getBlockByNumber', ['latest', 'yes'], 'invalid argument 1: expected true or false'],
    ['eth_sendRawTransaction', ['0x123'], 'invalid argument 0: expected 0x and an even number'],
    ['eth_call', [{ to: who, value: '12' }], 'invalid argument 0 at value: expected 0x and 1 to 64'],
    ['eth_chainId', [1], 'invalid params: expected no parameters'],
    ['eth_chainId', [1, 2], 'invalid params: expected no parameters'],
    ['eth_getBalance', [who, 'latest', 1], 'invalid params: expected at most 2 parameters'],
    ['eth_call', [{ to: who, value: 5 }], 'invalid argument 0 at value: expected 0x and 1 to 64'],
    ['eth_call', [{ valu: 5 }], 'invalid argument 0: there is no field valu: leave it out'],
    ['eth_call', ['x'], 'invalid argument 0: expected an object'],
    ['eth_simulateV1', [{}], 'invalid argument 0 at blockStateCalls: expected a list, found nothing'],
    ['eth_subscribe', ['foo'], 'invalid argument 0: expected "newHeads" or "logs"'],
    ['eth_feeHistory', ['-5', 'latest'], 'invalid argument 0: expected a whole number from 0 on'],
    ['eth_feeHistory', ['0x5', 'latest', [101]], 'invalid argument 2 at 0: expected at most 100'],
    ['eth_getLogs', [{ topics: [null, null, null, null, null] }], 'at topics: expected at most 4 items'],
    ['predict_call', ['a.b', [null]], 'invalid argument 1 at 0: expected a decimal number'],
    ['predict_call', ['', []], 'invalid argument 0: expected at least 1 character'],
    ['eth_getLogs', [{ topics: [1, 2, 3, 4, 5] }], 'invalid argument 0'],
  ])('%s refuses bad parameters with a sentence', async (method, params, message) => {
    const { error } = await call(url, method, ...params);
    expect(error).toMatchObject({ code: -32602, message: expect.stringContaining(message) });
  });

  test('what does not exist is null, and unknown state is an error', async () => {
    const nowhere = `0x${'ab'.repeat(32)}`;
    for (const [method, params] of [
      ['eth_getBlockByNumber', ['0x99', false]],
      ['eth_getBlockByHash', [nowhere, true]],
      ['eth_getTransactionByHash', [nowhere]],
      ['eth_getTransactionReceipt', [nowhere]],
      ['eth_getBlockReceipts', ['0x99']],
    ] as const) {
      expect(await call(url, method, ...params)).toEqual({ jsonrpc: '2.0', id: 1, result: null });
    }
    expect(await call(url, 'eth_getBalance', who, '0x99')).toMatchObject({
      error: { message: 'header not found' },
    });
  });
});

test('a log query that runs backwards is refused', async () => {
  expect(await call(url, 'eth_getLogs', { fromBlock: '0x1', toBlock: '0x0' })).toMatchObject({
    error: { code: -32602 },
  });
});

test.each([
  ['0x', 'not a valid transaction'],
  ['0x02f8', 'not a valid transaction'],
  [`0x${'ff'.repeat(200)}`, 'not a valid transaction'],
  // Signed for chain id 1.
  [
    '0xf86c808504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83',
    'not a valid transaction',
  ],
])('D12: eth_sendRawTransaction refuses %s', async (raw, reason) => {
  expect(await call(url, 'eth_sendRawTransaction', raw)).toMatchObject({
    error: { code: -32000, message: expect.stringContaining(reason) },
  });
});

test('the rules of the chain are described: precompiles with PREDICT, system contracts that are there', async () => {
  const { result } = await call(url, 'eth_config');
  expect(result).toMatchObject({
    current: {
      activationTime: 0,
      chainId: '0x4d4c',
      precompiles: { ECREC: `0x${'1'.padStart(40, '0')}`, PREDICT: `0x${'4d4c'.padStart(40, '0')}` },
      systemContracts: { HISTORY_STORAGE_ADDRESS: '0x0000f90827f1c53a10cb7a02335b175320002935' },
    },
    next: null,
    last: null,
  });
  expect((result as { current: { systemContracts: object } }).current.systemContracts).not.toHaveProperty(
    'BEACON_ROOTS_ADDRESS',
  );
  const plain = await temporaryNode({
    genesis: { config: { chainId: 7 }, alloc: {}, predict: { enabled: false } },
  });
  const late = await temporaryNode({ genesis: { config: { chainId: 7 }, alloc: {}, predict: { block: 5 } } });
  for (const node of [plain, late]) {
    const described = (await call(node.url, 'eth_config')).result as { current: { precompiles: object } };
    expect(Object.keys(described.current.precompiles)).toHaveLength(18);
  }
});
