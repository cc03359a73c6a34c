import { expect, test, vi } from 'vitest';
import { isAfterRest } from '../../../src/consensus/cometbft/after-rest.ts';
import { developmentAccounts } from '../../../src/genesis/accounts.ts';
import { sign } from '../../support/chain.ts';
import { networkGenesis, validator } from './validator.ts';

type Fields = Parameters<typeof sign>[1];

const header = { time: { seconds: 1_000n, nanos: 5 }, proposerAddress: new Uint8Array(20).fill(7) };
const [, second, third] = developmentAccounts();

/** A validator in whose pool these wait, each with its sender; `accounts` are in its genesis. */
async function waiting(transactions: readonly [Fields, number][], accounts: object = {}) {
  const alloc = { ...networkGenesis.alloc, ...accounts };
  const node = await validator(undefined, { ...networkGenesis, alloc } as typeof networkGenesis);
  const { chain, pool } = node;
  const run = chain.execute.bind(chain);
  const execute = vi.spyOn(chain, 'execute');
  // Accounts may have less than when these were admitted.
  for (const [fields, sender] of transactions)
    expect(pool.add(sign(chain, fields, sender))).toHaveProperty('tx');
  const engine = await node.dial();
  const propose = async () => {
    const value = { ...header, height: 1n, maxTxBytes: 1_000_000n };
    const answer = await engine.ask({ case: 'prepareProposal', value });
    return answer?.case === 'prepareProposal' ? answer.value.txs : [];
  };
  /** 1: taken, 2: refused. */
  const check = async (txs: Uint8Array[]) => {
    const answer = await engine.ask({ case: 'processProposal', value: { ...header, height: 1n, txs } });
    return answer?.case === 'processProposal' ? answer.value.status : undefined;
  };
  const decide = async (height: bigint, txs: Uint8Array[]) => {
    await engine.ask({ case: 'finalizeBlock', value: { ...header, height, txs } });
    await engine.ask({ case: 'commit', value: {} });
  };
  return { ...node, run, execute, propose, check, decide };
}

const tip = (gwei: bigint) => ({
  maxPriorityFeePerGas: gwei * 10n ** 9n,
  maxFeePerGas: (gwei + 10n) * 10n ** 9n,
});
const long = { gasLimit: 16_000_000n, ...tip(3n) };

test('what may take long is proposed without being run, with what is sure to run beside it; who checks it runs it once', async () => {
  const { propose, check, execute, pool } = await waiting([
    [long, 0],
    [{ ...tip(2n) }, 1],
    [{ ...tip(1n), nonce: 1 }, 1],
    [{ gasLimit: 2_000_000n, ...tip(1n) }, 2],
  ]);
  const txs = await propose();
  expect([txs.length, execute.mock.calls.length, pool.size]).toEqual([4, 0, 4]);
  expect(await check(txs)).toBe(1);
  expect(execute).toHaveBeenCalledTimes(1);
});

test('what may take long waits for the next block when others pay more', async () => {
  const { propose, execute } = await waiting([
    [{ ...tip(5n) }, 1],
    [long, 0],
    [{ ...tip(1n) }, 2],
  ]);
  expect([(await propose()).length, execute.mock.calls.length]).toEqual([1, 1]);
});

const delegation = `0xef0100${'11'.repeat(20)}`;

test.each<[string, [Fields, number][], object, number]>([
  [
    'its gas does not fit behind the first',
    [
      [long, 0],
      [{ gasLimit: 15_000_000n, ...tip(2n) }, 1],
    ],
    {},
    1,
  ],
  [
    'others may spend what its sender has',
    [
      [long, 0],
      [{ ...tip(2n) }, 1],
    ],
    { [second!.address]: { balance: '0xde0b6b3a7640000', code: delegation } },
    1,
  ],
  [
    'all of its sender together may cost more than that has',
    [
      [long, 0],
      [{ ...tip(2n), value: 6n * 10n ** 17n }, 2],
      [{ ...tip(2n), value: 6n * 10n ** 17n, nonce: 1 }, 2],
    ],
    { [third!.address]: { balance: '0xde0b6b3a7640000' } },
    2,
  ],
])('a transaction is not beside it when %s', async (_, transactions, accounts, count) => {
  const { propose, check, execute } = await waiting(transactions, accounts);
  const txs = await propose();
  expect([txs.length, execute.mock.calls.length]).toEqual([count, 0]);
  expect(await check(txs)).toBe(1);
});

test('one that is delegated comes first, alone with what is sure behind it', async () => {
  const accounts = { [second!.address]: { balance: '0xde0b6b3a7640000', code: delegation } };
  const { propose, check, execute } = await waiting([[{ ...long, gasLimit: 1_300_000n }, 1]], accounts);
  const txs = await propose();
  expect([txs.length, execute.mock.calls.length, await check(txs)]).toEqual([1, 0, 1]);
});

test('after its own proposal was refused a node runs the next one before it proposes it', async () => {
  const { propose, check, execute, run } = await waiting([[long, 0]]);
  const unrun = await propose();
  expect([unrun.length, execute.mock.calls.length]).toEqual([1, 0]);
  // As if it could not run.
  execute.mockImplementationOnce((_, inputs) => run([], inputs));
  expect(await check(unrun)).toBe(2);
  execute.mockClear();
  const txs = await propose();
  expect([txs.length, execute.mock.calls.length]).toEqual([1, 1]);
});

test('what others propose in vain does not slow a node down: it proposes what may take long unrun', async () => {
  const { propose, check, execute, chain } = await waiting([[long, 0]]);
  expect(await check([sign(chain, { nonce: 7 }, 3).serialize()])).toBe(2);
  execute.mockClear();
  expect([(await propose()).length, execute.mock.calls.length]).toEqual([1, 0]);
});

test('high gas limits that are not used keep nobody out: after a block that such a one began the others have their own', async () => {
  const { propose, decide, execute, chain } = await waiting([
    [long, 0],
    [{ ...long, nonce: 1 }, 0],
    [{ ...tip(9n), nonce: 2 }, 0],
    [{ gasLimit: 15_000_000n, ...tip(2n) }, 1],
    [{ ...tip(1n) }, 2],
    [{ ...tip(1n), nonce: 1 }, 2],
  ]);
  const first = await propose();
  expect(first.length).toBe(1);
  await decide(1n, first);
  execute.mockClear();
  // What its sender has behind a long one waits for that.
  const second = await propose();
  expect([second.length, execute.mock.calls.length]).toEqual([2, 1]);
  await decide(2n, second);
  expect(chain.head.transactions.map((tx) => tx.nonce)).toEqual([0n, 1n]);
  execute.mockClear();
  const third = await propose();
  expect([third.length, execute.mock.calls.length]).toEqual([2, 0]);
  await decide(3n, third);
  // Where nothing else waits the long ones go on.
  expect((await propose()).length).toBe(1);
});

test('D22: after a rest a proposal is empty, so that no transaction has the time at which the rest began; and not before the next', async () => {
  const { propose } = await waiting([[{}, 0]]);
  // The header says 1,000 s; the clock is five seconds and a bit behind, then ahead of that.
  vi.mocked(Date.now).mockReturnValue(1_005_000);
  expect((await propose()).length).toBe(1);
  vi.mocked(Date.now).mockReturnValue(1_005_001);
  expect((await propose()).length).toBe(0);
});

test('where every block is slow, the next one has transactions', () => {
  const at = (seconds: number) => ({ seconds: BigInt(seconds), nanos: 0 }) as const;
  const time = (seconds: number) => ({ $typeName: 'google.protobuf.Timestamp' as const, ...at(seconds) });
  expect(isAfterRest(time(100), undefined, 106_000)).toBe(true);
  expect(isAfterRest(time(100), time(99), 106_000)).toBe(true);
  expect(isAfterRest(time(100), time(94), 106_000)).toBe(false);
  expect(isAfterRest(time(100), time(99), 104_000)).toBe(false);
  expect(isAfterRest(undefined, undefined, 106_000)).toBe(false);
});
