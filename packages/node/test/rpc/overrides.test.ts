import { encodeFunctionData, type Hex, parseEther } from 'viem';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningNode, startNode } from '../../src/index.ts';
import { accounts, call } from '../support/clients.ts';
import { compileCounter } from '../support/contracts.ts';

const identity = '0x0000000000000000000000000000000000000004';
const elsewhere = '0x00000000000000000000000000000000000abcde';
const contract = '0x000000000000000000000000000000000000c0de';
const [alice, bob] = [accounts[0]!.address, accounts[1]!.address];
const word = (value: number | bigint) => value.toString(16).padStart(64, '0');

let node: RunningNode;
let url: string;
beforeAll(async () => {
  node = await startNode({ port: 0, debug: true });
  url = node.url;
});
afterAll(() => node.close());

/** Returns its storage slot 0 and then block number, timestamp, gas limit, coinbase, prevrandao and base fee. */
const reader: Hex = `0x${['5f545f52', '43602052', '42604052', '45606052', '41608052', '4460a052', '4860c052', '60e05ff3'].join('')}`;

/** The methods that run a message, each as "what came out of it". */
const doors: [string, (request: object, state: object, block?: object) => Promise<unknown>][] = [
  [
    'eth_call',
    async (request, state, block) =>
      (await call(url, 'eth_call', request, 'latest', state, block ?? {})).result,
  ],
  [
    'eth_simulateV1',
    async (request, stateOverrides, blockOverrides) => {
      const blockStateCalls = [
        { stateOverrides, calls: [request], ...(blockOverrides && { blockOverrides }) },
      ];
      const { result } = await call(url, 'eth_simulateV1', { blockStateCalls });
      return (result as { calls: { returnData: Hex }[] }[]).at(-1)?.calls[0]?.returnData;
    },
  ],
  [
    'debug_traceCall',
    async (request, stateOverrides, blockOverrides) => {
      const options = { stateOverrides, ...(blockOverrides && { blockOverrides }), tracer: 'callTracer' };
      const { result } = await call(url, 'debug_traceCall', request, 'latest', options);
      return (result as { output?: Hex }).output ?? '0x';
    },
  ],
];

describe.each(doors)('%s', (_name, ask) => {
  test('D13: sees code, storage and balance that nobody wrote', async () => {
    const state = { [contract]: { code: reader, state: { [`0x${word(0)}`]: `0x${word(77)}` } } };
    expect(String(await ask({ to: contract }, state)).slice(0, 66)).toBe(`0x${word(77)}`);
    const diff = { [contract]: { code: reader, stateDiff: { [`0x${word(0)}`]: `0x${word(78)}` } } };
    expect(String(await ask({ to: contract }, diff)).slice(0, 66)).toBe(`0x${word(78)}`);
    // BALANCE of the caller.
    const rich = { [contract]: { code: '0x33315f5260205ff3' }, [elsewhere]: { balance: '0x7b' } };
    expect(await ask({ from: elsewhere, to: contract }, rich)).toBe(`0x${word(123)}`);
  });

  test('D13: sees the block that it is told', async () => {
    const block = {
      number: '0x64',
      time: '0xffffffff',
      gasLimit: '0x1312d00',
      feeRecipient: bob,
      prevRandao: `0x${word(5)}`,
      baseFeePerGas: '0x9',
    };
    const request = { from: alice, to: contract, gas: '0x186a0', gasPrice: '0x9' };
    const output = String(await ask(request, { [contract]: { code: reader } }, block));
    const words = output
      .slice(2)
      .match(/.{64}/g)
      ?.slice(1)
      .map((each) => BigInt(`0x${each}`));
    expect(words).toEqual([0x64n, 0xffffffffn, 20_000_000n, BigInt(bob), 5n, 9n]);
  });

  test('D13: finds a precompile where it was moved, and no longer where it was', async () => {
    const move = { [identity]: { movePrecompileToAddress: elsewhere } };
    expect(await ask({ to: elsewhere, data: '0x1234' }, move)).toBe('0x1234');
    expect(await ask({ to: identity, data: '0x1234' }, move)).toBe('0x');
    // The next call finds it at home again, also on the same machine.
    expect(await ask({ to: identity, data: '0x1234' }, {})).toBe('0x1234');
    expect(await ask({ to: elsewhere, data: '0x1234' }, {})).toBe('0x');
  });

  test('runs code in place of a precompile', async () => {
    expect(await ask({ to: identity, data: '0x1234' }, { [identity]: { code: '0x602a5f5260205ff3' } })).toBe(
      `0x${word(42)}`,
    );
  });
});

test('overrides reach estimates and access lists too', async () => {
  const { abi } = compileCounter();
  const data = encodeFunctionData({ abi, functionName: 'total' });
  // SLOAD of slot 7, or 20,000 gas for a store, where there is nothing.
  const load = { [contract]: { code: '0x600754' } };
  expect(await call(url, 'eth_createAccessList', { to: contract, data }, 'latest', load)).toMatchObject({
    result: { accessList: [{ address: contract, storageKeys: [`0x${word(7)}`] }] },
  });
  const store = { [contract]: { code: '0x600160075500' } };
  const estimate = async (state: object) =>
    Number((await call(url, 'eth_estimateGas', { to: contract }, 'latest', state)).result);
  expect(await estimate(store)).toBeGreaterThan(43_000);
  expect(await estimate({})).toBe(21_000);
  const poor = { from: elsewhere, to: bob, value: '0x1' };
  expect(await call(url, 'eth_estimateGas', poor)).toMatchObject({ error: { code: -32000 } });
  expect(
    await call(url, 'eth_estimateGas', poor, 'latest', { [elsewhere]: { balance: '0x1' } }),
  ).toMatchObject({
    result: '0x5208',
  });
});

test.each([
  [
    'state and stateDiff at once',
    { [contract]: { state: {}, stateDiff: {} } },
    -32602,
    'both state and stateDiff',
  ],
  ['a field that is not known', { [contract]: { balanse: '0x1' } }, -32602, 'there is no field balanse'],
  ['a key that is no address', { '0x12': { balance: '0x1' } }, -32602, 'expected an address'],
  [
    'a move of what is no precompile',
    { [contract]: { movePrecompileToAddress: elsewhere } },
    -32000,
    'not a precompile',
  ],
  ['a move onto itself', { [identity]: { movePrecompileToAddress: identity } }, -38022, 'referenced itself'],
  [
    'a move onto what is overridden',
    { [identity]: { movePrecompileToAddress: elsewhere }, [elsewhere]: { balance: '0x1' } },
    -32000,
    'already overridden',
  ],
])('%s is refused', async (_what, state, code, message) => {
  expect(await call(url, 'eth_call', { to: contract }, 'latest', state)).toMatchObject({
    error: { code, message: expect.stringContaining(message) },
  });
});

test('D13: fees are paid before a call runs, and what is left comes back after it', async () => {
  const code = '0x33315f5260205ff3'; // BALANCE of the caller
  const [gas, gasPrice] = [100_000n, 2_000_000_000n];
  const request = {
    from: alice,
    to: contract,
    gas: `0x${gas.toString(16)}`,
    gasPrice: `0x${gasPrice.toString(16)}`,
  };
  const { result } = await call(url, 'eth_call', request, 'latest', { [contract]: { code } });
  expect(BigInt(result as Hex)).toBe(parseEther('10000') - gas * gasPrice);
  const { result: blocks } = await call(url, 'eth_simulateV1', {
    blockStateCalls: [
      { stateOverrides: { [contract]: { code } }, calls: [request, { ...request, gasPrice: '0x0' }] },
    ],
  });
  const [{ calls }] = blocks as [{ calls: [{ gasUsed: Hex }, { returnData: Hex }] }];
  expect(BigInt(calls[1].returnData)).toBe(parseEther('10000') - BigInt(calls[0].gasUsed) * gasPrice);
});

test('D13: the calls of a simulation share one budget of gas, which the error names', async () => {
  const small = await startNode({ port: 0, limits: { maxCallGas: 60_000 } });
  const transfer = { from: alice, to: bob, value: '0x1' };
  const run = (count: number) =>
    call(small.url, 'eth_simulateV1', { blockStateCalls: [{ calls: Array(count).fill(transfer) }] });
  expect(await run(2)).toMatchObject({ result: [{ gasUsed: '0xa410' }] });
  expect(await run(3)).toMatchObject({ error: { code: -38013 } });
  const exactly = await startNode({ port: 0, limits: { maxCallGas: 42_000 } });
  expect(
    await call(exactly.url, 'eth_simulateV1', {
      blockStateCalls: [{ calls: [transfer, transfer] }, { calls: [transfer] }],
    }),
  ).toMatchObject({ error: { code: -32005, message: expect.stringContaining('maxCallGas = 42000') } });
  await Promise.all([small.close(), exactly.close()]);
});

test("a self-destruct's ether is shown as a transfer", async () => {
  const { result } = await call(url, 'eth_simulateV1', {
    traceTransfers: true,
    blockStateCalls: [
      {
        stateOverrides: { [contract]: { code: `0x73${bob.slice(2)}ff`, balance: '0x9' } },
        calls: [{ to: contract }],
      },
    ],
  });
  expect(result).toMatchObject([
    {
      calls: [{ logs: [{ address: `0x${'ee'.repeat(20)}`, data: `0x${word(9)}` }] }],
      logsBloom: `0x${'00'.repeat(256)}`,
    },
  ]);
});
