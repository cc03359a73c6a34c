import { encodeFunctionData, parseEther } from 'viem';
import { expect, test } from 'vitest';
import { accounts, call, walletClient } from '../support/clients.ts';
import { compileCounter } from '../support/contracts.ts';
import { temporaryNode } from '../support/temporary.ts';

const { abi, bytecode } = compileCounter();
const to = accounts[1]!.address;
const account = accounts[0]!.address;
const poor = '0x00000000000000000000000000000000000000aa';

async function prepared() {
  const { url } = await temporaryNode();
  const wallet = walletClient(url);
  const hash = await wallet.deployContract({ abi, bytecode, args: [5n] });
  return { url, wallet, address: (await wallet.getTransactionReceipt({ hash })).contractAddress! };
}

test('D13: blocks of calls build on each other and leave no trace', async () => {
  const { wallet, address } = await prepared();
  const add = { account, abi, to: address, functionName: 'add' } as const;
  const [first, second] = await wallet.simulateBlocks({
    blocks: [
      {
        calls: [
          { ...add, args: [1n] },
          { ...add, args: [13n] },
        ],
        stateOverrides: [{ address: poor, balance: parseEther('1') }],
      },
      {
        calls: [
          { ...add, args: [2n] },
          { account: poor, to, value: 5n },
        ],
        blockOverrides: { time: 5_000_000_000n },
      },
    ],
  });
  expect(first?.calls).toMatchObject([
    { status: 'success', result: 6n, logs: [{ address: address.toLowerCase() }] },
    { status: 'failure' },
  ]);
  expect(first?.calls[1]?.error?.message).toContain('unlucky');
  expect(second).toMatchObject({
    number: 3n,
    timestamp: 5_000_000_000n,
    calls: [{ result: 8n }, { status: 'success', gasUsed: 21_000n }],
  });
  expect(await wallet.readContract({ address, abi, functionName: 'total' })).toBe(5n);
  expect(await wallet.getBlockNumber()).toBe(1n);
});

test('transfers of ether are shown as logs, those of reverted calls are not', async () => {
  const { url, address } = await prepared();
  const unlucky = encodeFunctionData({ abi, functionName: 'add', args: [13n] });
  const calls = [
    { from: account, to, value: '0x7' },
    { from: account, to: address, value: '0x0', data: unlucky },
  ];
  const { result } = await call(url, 'eth_simulateV1', {
    blockStateCalls: [{ calls }],
    traceTransfers: true,
  });
  expect(result).toMatchObject([
    {
      calls: [
        { logs: [{ address: `0x${'ee'.repeat(20)}`, data: `0x${'7'.padStart(64, '0')}` }] },
        { status: '0x0', logs: [] },
      ],
    },
  ]);
});

test('numbers may jump: the gap is filled with empty blocks', async () => {
  const { url } = await prepared();
  const { result } = await call(url, 'eth_simulateV1', {
    blockStateCalls: [{ blockOverrides: { number: '0x5' } }],
  });
  expect((result as { number: string }[]).map(({ number }) => number)).toEqual(['0x2', '0x3', '0x4', '0x5']);
});

test.each([
  ['numbers out of order', { blockStateCalls: [{ blockOverrides: { number: '0x1' } }] }, -38020],
  ['times out of order', { blockStateCalls: [{ blockOverrides: { time: '0x1' } }] }, -38021],
  ['too many blocks', { blockStateCalls: [{ blockOverrides: { number: '0x200' } }] }, -38026],
  ['no funds', { blockStateCalls: [{ calls: [{ from: poor, to, value: '0x1' }] }] }, -38014],
  ['too little gas', { blockStateCalls: [{ calls: [{ from: account, to, gas: '0x5' }] }] }, -38013],
  [
    'more gas than a block',
    { blockStateCalls: [{ calls: [{ from: account, to, gas: '0x2000000' }] }] },
    -38015,
  ],
  [
    'a used nonce',
    {
      validation: true,
      blockStateCalls: [{ calls: [{ from: account, to, nonce: '0x0', maxFeePerGas: '0xffffffffff' }] }],
    },
    -38010,
  ],
  [
    'a nonce ahead',
    {
      validation: true,
      blockStateCalls: [{ calls: [{ from: account, to, nonce: '0x9', maxFeePerGas: '0xffffffffff' }] }],
    },
    -38011,
  ],
  [
    'a fee below the base fee',
    { validation: true, blockStateCalls: [{ calls: [{ from: account, to, nonce: '0x1' }] }] },
    -38012,
  ],
])('%s is refused with its code', async (_what, request, code) => {
  const { url } = await prepared();
  expect(await call(url, 'eth_simulateV1', request)).toMatchObject({ error: { code } });
});
