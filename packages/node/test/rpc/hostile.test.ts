import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningNode, startNode } from '../../src/index.ts';
import { selectMethods } from '../../src/rpc/method-table.ts';
import { accounts, rpc, walletClient } from '../support/clients.ts';
import { compileCounter } from '../support/contracts.ts';

const methods = Object.keys(selectMethods({ debug: true })).filter((name) => name !== 'rpc_discover');
const { abi, bytecode } = compileCounter();
let node: RunningNode;
beforeAll(async () => {
  node = await startNode({ port: 0, debug: true });
  await walletClient(node.url).deployContract({ abi, bytecode, args: [1n] });
});
afterAll(() => node.close());

const hex = (digits: number) =>
  fc
    .string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: digits, maxLength: digits })
    .map((text) => `0x${text}`);
const scalar = fc.oneof(
  fc.constantFrom(
    'latest',
    'pending',
    'earliest',
    '0x',
    '0x0',
    '0x1',
    '0xffffffffffffffff',
    `0x${'f'.repeat(64)}`,
  ),
  fc.constantFrom(accounts[0]!.address, `0x${'0'.repeat(40)}`, `0x${'00'.repeat(32)}`, '', 'x', '-1', '1e9'),
  fc.constantFrom(null, true, false, 0, -1, 1.5, 2 ** 53, 1e308),
  hex(40),
  hex(64),
  hex(8),
);
/** Requests, filters, overrides and options, right and wrong. */
const record = fc.dictionary(
  fc.constantFrom(
    ...[
      'from',
      'to',
      'data',
      'input',
      'value',
      'gas',
      'gasPrice',
      'maxFeePerGas',
      'maxPriorityFeePerGas',
      'nonce',
      'type',
    ],
    ...[
      'accessList',
      'authorizationList',
      'chainId',
      'fromBlock',
      'toBlock',
      'blockHash',
      'blockNumber',
      'address',
      'topics',
    ],
    ...[
      'balance',
      'code',
      'state',
      'stateDiff',
      'movePrecompileToAddress',
      'number',
      'time',
      'baseFeePerGas',
      'calls',
    ],
    ...[
      'blockStateCalls',
      'blockOverrides',
      'stateOverrides',
      'tracer',
      'tracerConfig',
      accounts[0]!.address,
      '__proto__',
    ],
  ),
  scalar,
  { maxKeys: 5 },
);
const nested = fc.oneof(
  scalar,
  record,
  fc.array(fc.oneof(scalar, record), { maxLength: 3 }),
  fc.record({
    blockStateCalls: fc.array(
      fc.record({ calls: fc.array(record, { maxLength: 2 }), blockOverrides: record }),
      { maxLength: 2 },
    ),
  }),
  fc.dictionary(fc.constantFrom(accounts[0]!.address, `0x${'0'.repeat(39)}4`), record, { maxKeys: 2 }),
);
const block = fc.oneof(fc.constantFrom('latest', 'earliest', '0x0', '0x1', '0x99'), hex(12), hex(64), nested);
const address = fc.oneof(
  fc.constantFrom(...accounts.slice(0, 2).map((account) => account.address)),
  hex(40),
  nested,
);
const fields = {
  from: address,
  to: address,
  data: fc.oneof(hex(8), hex(72), scalar),
  value: fc.oneof(hex(4), hex(64), scalar),
  gas: fc.oneof(hex(5), hex(64), scalar),
  gasPrice: fc.oneof(hex(9), hex(64)),
  maxFeePerGas: fc.oneof(hex(9), hex(64)),
  nonce: fc.oneof(hex(1), hex(16), hex(64)),
  type: fc.constantFrom('0x0', '0x1', '0x2', '0x3', '0x4', '0xff'),
  accessList: fc.array(fc.record({ address, storageKeys: fc.array(fc.oneof(hex(64), hex(2))) }), {
    maxLength: 2,
  }),
  authorizationList: fc.array(
    fc.record({ chainId: hex(4), address, nonce: hex(16), yParity: hex(2), r: hex(64), s: hex(64) }),
    { maxLength: 2 },
  ),
};
const call = fc.record(fields, { requiredKeys: [] });
const blockOverrides = fc.record(
  {
    number: fc.oneof(hex(2), hex(64)),
    time: fc.oneof(hex(8), hex(64)),
    gasLimit: fc.oneof(hex(7), hex(64)),
    baseFeePerGas: fc.oneof(hex(8), hex(64)),
    prevRandao: hex(64),
    feeRecipient: address,
  },
  { requiredKeys: [] },
);
const stateOverrides = fc.dictionary(
  fc.constantFrom(accounts[0]!.address, `0x${'0'.repeat(39)}4`, `0x${'ab'.repeat(20)}`),
  fc.record(
    {
      balance: hex(64),
      nonce: fc.oneof(hex(1), hex(64)),
      code: fc.oneof(hex(10), fc.constant('0xef0100'), fc.constant(`0xef0100${'00'.repeat(20)}`)),
      stateDiff: fc.dictionary(hex(64), hex(64), { maxKeys: 2 }),
      movePrecompileToAddress: address,
    },
    { requiredKeys: [] },
  ),
  { maxKeys: 2 },
);
const options = fc.record(
  {
    tracer: fc.constantFrom('callTracer', 'prestateTracer', 'predictTracer'),
    stateOverrides,
    blockOverrides,
  },
  { requiredKeys: [] },
);
/** Values that the parameter of this name may well accept; any other value is tried as well. */
const byName: Record<string, fc.Arbitrary<unknown>> = {
  account: address,
  block,
  newest: block,
  call,
  transaction: fc.oneof(call, hex(60)),
  hash: hex(64),
  index: hex(1),
  slot: fc.oneof(hex(1), hex(64)),
  slots: fc.oneof(
    fc.array(hex(64), { maxLength: 3 }),
    fc.dictionary(hex(40), fc.array(hex(2)), { maxKeys: 2 }),
  ),
  options,
  stateOverrides,
  blockOverrides,
  query: fc.record(
    {
      fromBlock: block,
      toBlock: block,
      address,
      topics: fc.array(fc.oneof(hex(64), scalar)),
      blockHash: hex(64),
    },
    { requiredKeys: [] },
  ),
  simulation: fc.record({
    blockStateCalls: fc.array(
      fc.record(
        { calls: fc.array(call, { maxLength: 2 }), blockOverrides, stateOverrides },
        { requiredKeys: [] },
      ),
      { maxLength: 2 },
    ),
    validation: fc.boolean(),
    traceTransfers: fc.boolean(),
  }),
  model: fc.constantFrom('acme.nothing', '', 'A B', `0x${'12'.repeat(32)}`),
  input: fc.array(fc.oneof(fc.double(), fc.constantFrom('1.5', '-0', '1e5', '9'.repeat(90)))),
};
const table = selectMethods({ debug: true });
const request = fc.constantFrom(...methods).chain((method) =>
  fc.record({
    jsonrpc: fc.constant('2.0'),
    id: fc.nat(),
    method: fc.constant(method),
    params: fc.oneof(
      {
        weight: 4,
        arbitrary: fc.tuple(...Object.keys(table[method]!.params).map((name) => byName[name] ?? nested)),
      },
      { weight: 1, arbitrary: fc.array(nested, { maxLength: 4 }) },
    ),
  }),
);

interface Answer {
  id: number;
  result?: unknown;
  error?: { code: number; message: string };
}

test('whatever the parameters are, the answer is a result or an error that blames the request', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 40, maxLength: 40 }), async (requests) => {
      const answers = (await rpc(node.url, requests)) as Answer[];
      expect(answers.map(({ id }) => id)).toEqual(requests.map(({ id }) => id));
      for (const [index, { result, error }] of answers.entries()) {
        const asked = JSON.stringify(requests[index]);
        expect(error === undefined ? result !== undefined : error.message !== '', asked).toBe(true);
        // -32603 would be a fault of the node.
        expect(error?.code, `${asked} -> ${error?.message}`).not.toBe(-32603);
      }
    }),
    { numRuns: 50, seed: 22 },
  );
});

test.each([
  ['nested without end', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
  ['an object nested without end', `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`],
  ['broken UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]).toString('latin1')],
  ['a number beyond all', '{"jsonrpc":"2.0","id":1e999,"method":"eth_chainId"}'],
  ['a poisoned prototype', '{"__proto__":{"method":"eth_chainId"},"id":1,"jsonrpc":"2.0"}'],
])('%s is a bad request and nothing worse', async (_what, body) => {
  const [answer] = [(await rpc(node.url, body)) as Answer | [Answer]].flat();
  expect([-32700, -32600, -32005]).toContain(answer?.error?.code);
  expect(await rpc(node.url, { jsonrpc: '2.0', id: 1, method: 'eth_chainId' })).toMatchObject({
    result: '0x4d4c',
  });
});
