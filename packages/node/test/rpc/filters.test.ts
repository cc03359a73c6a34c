import { bytesToHex } from '@ethereumjs/util';
import type { Hex } from 'viem';
import { expect, test, vi } from 'vitest';
import type { Chain } from '../../src/chain/chain.ts';
import { defaultLimits } from '../../src/config/limits.ts';
import { FilterStore } from '../../src/rpc/filters.ts';
import type { RpcContext } from '../../src/rpc/method.ts';
import { filterHandlers } from '../../src/rpc/methods/filters.ts';
import { RawJson } from '../../src/rpc/raw-json.ts';
import { readsHere } from '../../src/rpc/reads-here.ts';
import { after, append, memoryChain, sign } from '../support/chain.ts';

interface Log {
  blockHash: Hex;
  blockNumber: Hex;
  removed: boolean;
}

/** A block with one log, of an account that is created. */
async function appendLog(chain: Chain): Promise<void> {
  const nonce = Number(await chain.nonceOf(sign(chain, {}).getSenderAddress().toString()));
  const creation = {
    nonce,
    to: undefined as never,
    value: 0n,
    data: '0x5f5fa0',
    gasLimit: 100_000n,
  } as const;
  await append(chain, [sign(chain, creation)], after(chain));
}

/** A chain with filters; `reading` is called whenever the logs of a filter have been read and are not told yet. */
async function filtered(kind: 'eth_newFilter' | 'eth_newBlockFilter', blocks: number) {
  const limits = defaultLimits;
  const chain = await memoryChain();
  const filters = new FilterStore(limits);
  chain.events.on('removed', filters.removed);
  chain.events.on('rewind', ({ header }) => filters.rewound(header.number));
  const real = readsHere(chain, limits);
  const reading = vi.fn(async () => {});
  const reads = {
    checked: async (method: string, checked: unknown) => {
      try {
        return await real.checked(method, checked);
      } finally {
        await reading();
      }
    },
  };
  const context = { chain, filters, limits, reads } as unknown as RpcContext;
  const id = filterHandlers[kind].run(context, kind === 'eth_newFilter' ? [{}] : []);
  const ask = async (): Promise<unknown[]> => {
    const answer = await filterHandlers.eth_getFilterChanges.run(context, [id]);
    return (answer instanceof RawJson ? answer.parse() : answer) as unknown[];
  };
  const logs = async () =>
    ((await ask()) as Log[]).map(({ blockNumber, removed }) => [Number(blockNumber), removed]);
  for (let number = 0; number < blocks; number++) await appendLog(chain);
  return { chain, filters, reading, ask, logs };
}

const [came, went] = [false, true];

test.each([
  ['while logs are read', 'rewind'],
  ['and the read fails by it', 'fail'],
] as const)('when the chain goes back %s, no log is lost and none is invented', async (_name, how) => {
  const { chain, reading, logs } = await filtered('eth_newFilter', 2);
  expect(await logs()).toEqual([
    [1, came],
    [2, came],
  ]);
  for (let number = 0; number < 2; number++) await appendLog(chain);
  reading.mockImplementationOnce(async () => {
    await chain.rewind(1n);
    if (how === 'fail') throw new Error('block range extends beyond current head block');
  });
  // Blocks 3 and 4 were never told, so they are not told as gone.
  expect(await logs()).toEqual([[2, went]]);
  for (let number = 0; number < 3; number++) await appendLog(chain);
  expect(await logs()).toEqual([
    [2, came],
    [3, came],
    [4, came],
  ]);
  expect(await logs()).toEqual([]);
});

test('when blocks come while a filter is read, none is lost', async () => {
  const { chain, reading, logs } = await filtered('eth_newFilter', 1);
  reading.mockImplementationOnce(() => appendLog(chain));
  expect(await logs()).toEqual([[1, came]]);
  expect(await logs()).toEqual([[2, came]]);
});

test('a read that fails for another reason is told, and so are its logs the next time', async () => {
  const { reading, logs } = await filtered('eth_newFilter', 1);
  reading.mockRejectedValueOnce(new Error('over maxLogs'));
  await expect(logs()).rejects.toThrow('over maxLogs');
  expect(await logs()).toEqual([[1, came]]);
});

test('while the chain goes back, what has gone already is not told any more', async () => {
  const { chain, filters, logs } = await filtered('eth_newFilter', 3);
  const [block, receipts] = [(await chain.store.readBlock(3n))!, (await chain.store.readReceipts(3n))!];
  filters.removed({ block, receipts });
  expect(await logs()).toEqual([
    [1, came],
    [2, came],
  ]);
  await chain.rewind(0n);
  expect(await logs()).toEqual([
    [2, went],
    [1, went],
  ]);
});

test('several who ask a filter at once are each told something else', async () => {
  const { logs } = await filtered('eth_newFilter', 2);
  const told = (await Promise.all([logs(), logs(), logs()])).flat();
  expect(told).toEqual([
    [1, came],
    [2, came],
  ]);
});

test('a filter for blocks tells the new ones when the chain goes back while it is read', async () => {
  const { chain, ask } = await filtered('eth_newBlockFilter', 3);
  const { store } = chain;
  const readHeader = store.readHeader.bind(store);
  vi.spyOn(store, 'readHeader').mockImplementationOnce(async (number) => {
    const header = await readHeader(number);
    await chain.rewind(1n);
    return header;
  });
  expect(await ask()).toEqual([bytesToHex(chain.head.hash())]);
  await appendLog(chain);
  expect(await ask()).toEqual([bytesToHex(chain.head.hash())]);
});

test('a filter does not follow the block of a hash', async () => {
  const { chain, filters } = await filtered('eth_newFilter', 0);
  const context = { chain, filters, limits: defaultLimits } as unknown as RpcContext;
  const blockHash = bytesToHex(chain.head.hash());
  for (const query of [{ blockHash }, { blockHash, fromBlock: '0x0' }, { blockHash, address: [] }])
    await expect(async () => filterHandlers.eth_newFilter.run(context, [query])).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining('blockHash cannot be followed'),
    });
});
