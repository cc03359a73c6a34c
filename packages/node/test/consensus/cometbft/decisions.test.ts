import { create } from '@bufbuild/protobuf';
import { hexToBytes } from '@ethereumjs/util';
import { expect, test, vi } from 'vitest';
import { defaultLimits } from '../../../src/config/limits.ts';
import { Cluster } from '../../../src/consensus/cluster.ts';
import {
  MisbehaviorType,
  RequestPrepareProposalSchema,
} from '../../../src/consensus/cometbft/abci/tendermint/abci/types_pb.ts';
import { Decisions } from '../../../src/consensus/cometbft/decisions.ts';
import { encodeFrame } from '../../../src/consensus/cometbft/frames.ts';
import { prepareProposal } from '../../../src/consensus/cometbft/handlers/prepare-proposal.ts';
import { Joining } from '../../../src/consensus/cometbft/joining.ts';
import { ReminderBound } from '../../../src/consensus/cometbft/reminder-bound.ts';
import { admit } from '../../../src/mempool/admit.ts';
import { StorageError } from '../../../src/storage/key-value-store.ts';
import { sign } from '../../support/chain.ts';
import { at, bytesOf, commit, decide, header, proposerAddress } from './engine.ts';
import { networkGenesis, validator } from './validator.ts';

test('D22: who proposes, checks and decides a block executes it once, and nothing is on disk before the commit', async () => {
  const node = await validator();
  const { chain, pool } = node;
  const engine = await node.dial();
  const execute = vi.spyOn(chain, 'execute');
  for (const nonce of [0, 1]) await admit(sign(chain, { nonce }), { chain, pool, limits: defaultLimits });
  const proposed = await engine.ask({
    case: 'prepareProposal',
    value: { ...header(), height: 1n, maxTxBytes: 100_000n },
  });
  const txs = proposed?.case === 'prepareProposal' ? proposed.value.txs : [];
  expect(txs).toHaveLength(2);
  expect(
    await engine.ask({ case: 'processProposal', value: { ...header(), height: 1n, txs } }),
  ).toMatchObject({ value: { status: 1 } });
  const { appHash, txResults } = await decide(engine, 1, txs);
  expect(execute).toHaveBeenCalledTimes(1);
  expect(txResults.map(({ code, gasUsed }) => [code, gasUsed])).toEqual([
    [0, 21_000n],
    [0, 21_000n],
  ]);
  expect([chain.head.header.number, pool.size]).toEqual([0n, 2]);
  await commit(engine);
  expect([chain.head.header.number, pool.size]).toEqual([1n, 0]);
  expect(appHash).toEqual(chain.head.hash());
  expect(chain.head.header.coinbase.bytes).toEqual(proposerAddress);
  expect(chain.head.header.mixHash).toEqual(chain.keccak256(chain.genesis.hash()));
});

test('D22: another proposal, time or proposer is another block, and what all decided is what counts', async () => {
  const node = await validator();
  const engine = await node.dial();
  const [one, two] = [bytesOf(node, {}), bytesOf(node, {}, 1)];
  for (const value of [
    { ...header(), txs: [one] },
    { ...header(), txs: [two] },
    { ...header(1_001), txs: [one, two] },
    { ...header(), txs: [one, two], proposerAddress: new Uint8Array(20) },
  ])
    expect(await engine.ask({ case: 'processProposal', value: { ...value, height: 1n } })).toMatchObject({
      value: { status: 1 },
    });
  const { appHash } = await decide(engine, 1, [two, one], 2_000);
  await commit(engine);
  expect(node.chain.head.transactions.map((tx) => tx.serialize())).toEqual([two, one]);
  expect(node.chain.head.header.timestamp).toBe(2_000n);
  expect(appHash).toEqual(node.chain.head.hash());
});

test('D23: a block of the engine in which nothing runs makes none of ours: the hash stays', async () => {
  const node = await validator();
  const engine = await node.dial();
  const genesis = node.chain.head.hash();
  expect((await decide(engine, 1, [])).appHash).toEqual(genesis);
  await commit(engine);
  const { appHash, txResults } = await decide(engine, 2, [bytesOf(node, { nonce: 5 }), Uint8Array.of(1, 2)]);
  expect([appHash, txResults.map(({ code }) => code)]).toEqual([genesis, [1, 1]]);
  await commit(engine);
  expect(node.chain.head.header.number).toBe(0n);
  expect(await engine.ask({ case: 'info', value: {} })).toMatchObject({ value: { lastBlockHeight: 2n } });
});

test('D23: what was decided and cannot run gets a code and is no part of our block; a proposal of it is refused', async () => {
  const node = await validator();
  const engine = await node.dial();
  const [good, behind] = [bytesOf(node, {}), bytesOf(node, { nonce: 1 })];
  const cut = good.subarray(0, good.length - 1);
  const unsigned = hexToBytes('0x02c0');
  const poor = bytesOf(node, { nonce: 2, value: 10n ** 30n });
  const txs = [cut, good, good, unsigned, new Uint8Array(), behind, poor];
  expect(
    await engine.ask({ case: 'processProposal', value: { ...header(), height: 1n, txs } }),
  ).toMatchObject({ value: { status: 2 } });
  const { txResults } = await decide(engine, 1, txs);
  expect(txResults.map(({ code, gasUsed }) => [code, gasUsed])).toEqual([
    [1, 0n],
    [0, 21_000n],
    [1, 0n],
    [1, 0n],
    [1, 0n],
    [0, 21_000n],
    [1, 0n],
  ]);
  for (const { code, log } of txResults) expect(log.length > 0).toBe(code === 1);
  await commit(engine);
  expect(node.chain.head.transactions.map((tx) => tx.serialize())).toEqual([good, behind]);
});

test('D23: a proposal of more transactions than a block has gas for is refused unread', async () => {
  const node = await validator();
  const engine = await node.dial();
  const execute = vi.spyOn(node.chain, 'execute');
  const good = bytesOf(node, {});
  const most = Number(node.chain.head.header.gasLimit / 21_000n);
  const proposal = (count: number) =>
    engine.ask({
      case: 'processProposal',
      value: { ...header(), height: 1n, txs: Array.from({ length: count }, () => good) },
    });
  expect(await proposal(most)).toMatchObject({ value: { status: 2 } });
  expect(execute).toHaveBeenCalledOnce();
  expect(await proposal(most + 1)).toMatchObject({ value: { status: 2 } });
  expect(execute).toHaveBeenCalledOnce();
  // Two million empty ones, as many as the engine lets through; what stands behind them is no message.
  const empty = Buffer.alloc(2 ** 22, '0a00', 'hex');
  const inner = Buffer.concat([empty, Buffer.from('ff', 'hex')]);
  engine.socket.write(encodeFrame(Buffer.concat([Buffer.from('8a01', 'hex'), encodeFrame(inner)])));
  expect(await engine.answer()).toMatchObject({ case: 'processProposal', value: { status: 2 } });
  expect((await decide(engine, 1, [good])).txResults).toMatchObject([{ code: 0 }]);
});

test('D24: a node that was killed between decision and commit runs the block again, to the same hash', async () => {
  const first = await validator();
  const txs = [bytesOf(first, {})];
  const before = await decide(await first.dial(), 1, txs);
  await first.driver.stop();
  const second = await validator(first.store);
  const engine = await second.dial();
  expect(await engine.ask({ case: 'info', value: {} })).toMatchObject({ value: { lastBlockHeight: 0n } });
  expect((await decide(engine, 1, txs)).appHash).toEqual(before.appHash);
  await commit(engine);
  // The engine lost its own note of the commit, but not the block: it asks where this node stands.
  await second.driver.stop();
  const third = await validator(first.store);
  expect(await (await third.dial()).ask({ case: 'info', value: {} })).toMatchObject({
    value: { lastBlockHeight: 1n, lastBlockAppHash: before.appHash },
  });
});

test('D24: an engine that was killed between decision and commit decides again', async () => {
  const node = await validator();
  const [one, two] = [await node.dial(), await node.dial()];
  const txs = [bytesOf(node, {})];
  const before = await decide(one, 1, txs);
  one.socket.destroy();
  expect((await decide(two, 1, txs)).appHash).toEqual(before.appHash);
  await commit(two);
  expect(node.chain.head.hash()).toEqual(before.appHash);
});

test.each([
  ['a block of another height', { case: 'finalizeBlock', value: { ...header(), height: 3n } }],
  ['a commit of nothing', { case: 'commit', value: {} }],
  ['a block without a proposer', { case: 'finalizeBlock', value: { height: 1n } }],
  ['a chain of another genesis', { case: 'initChain', value: { initialHeight: 1n } }],
  [
    'a chain whose blocks nobody bounds',
    { case: 'initChain', value: { initialHeight: 1n, consensusParams: { block: { maxBytes: -1n } } } },
  ],
] as const)('%s ends the connection; the node goes on', async (_, value) => {
  const node = await validator();
  const engine = await node.dial();
  expect(await engine.ask(structuredClone(value))).toBeUndefined();
  await engine.closed;
  expect([node.errors.length, node.chain.fault]).toEqual([1, undefined]);
  expect((await decide(await node.dial(), 1, [])).txResults).toEqual([]);
});

test("D6: time is the engine's in seconds, and at least a step after the parent's", async () => {
  for (const [timestampStep, expected] of [
    [0, [1_000n, 1_000n, 1_000n]],
    [1, [1_000n, 1_001n, 1_002n]],
  ] as const) {
    const node = await validator(undefined, { ...networkGenesis, timestampStep } as typeof networkGenesis);
    const engine = await node.dial();
    const times: bigint[] = [];
    for (const [nonce, seconds] of [1_000, 1_000, 900].entries()) {
      await decide(engine, nonce + 1, [bytesOf(node, { nonce })], seconds);
      await commit(engine);
      times.push(node.chain.head.header.timestamp);
    }
    expect(times).toEqual(expected);
  }
});

test('D8: a fault in a decision stops the node, and is never an answer', async () => {
  const node = await validator();
  const engine = await node.dial();
  const txs = [bytesOf(node, {})];
  node.store.get = () => {
    throw new StorageError('the disk is gone');
  };
  const value = { ...header(), height: 1n, txs };
  expect(await engine.ask({ case: 'finalizeBlock', value })).toBeUndefined();
  expect(node.chain.fault?.message).toContain('the disk is gone');
});

test('a proposal takes no more transactions when its time is over, and one at the least', async () => {
  const { chain, pool, store } = await validator();
  const decisions = new Decisions({ chain, pool, height: 0n });
  for (const nonce of [0, 1, 2]) await admit(sign(chain, { nonce }), { chain, pool, limits: defaultLimits });
  const propose = (proposalMilliseconds: number) =>
    prepareProposal(
      {
        ...{ chain, pool, limits: defaultLimits, proposalMilliseconds },
        decisions,
        reminders: new ReminderBound(),
        cluster: new Cluster(async () => undefined),
        joining: new Joining({ chain, store, decisions, refused() {} }),
        admitted() {},
        committed() {},
        report() {},
      },
      create(RequestPrepareProposalSchema, { ...header(), height: 1n, maxTxBytes: 100_000n }),
    );
  expect(await propose(-1)).toMatchObject({ txs: { length: 1 } });
  expect(await propose(60_000)).toMatchObject({ txs: { length: 3 } });
  expect(pool.size).toBe(3);
});

test('a proposal has no more bytes than the engine allows, and none that cannot run', async () => {
  const node = await validator();
  const { chain, pool } = node;
  const engine = await node.dial();
  for (const nonce of [0, 1, 2]) await admit(sign(chain, { nonce }), { chain, pool, limits: defaultLimits });
  const size = sign(chain, {}).serialize().length;
  for (const [maxTxBytes, count] of [
    [0, 0],
    [size + 1, 0],
    [size + 2, 1],
    [2 * (size + 2), 2],
    [10_000, 3],
  ] as const) {
    const value = { ...header(), height: 1n, maxTxBytes: BigInt(maxTxBytes) };
    expect(await engine.ask({ case: 'prepareProposal', value })).toMatchObject({
      value: { txs: { length: count } },
    });
  }
});

test('a block that was decided and then another one checked is not committed, and the node goes on', async () => {
  const node = await validator();
  const engine = await node.dial();
  await decide(engine, 1, [bytesOf(node, {})]);
  const other = { ...header(), height: 1n, txs: [bytesOf(node, {}, 1)] };
  expect(await engine.ask({ case: 'processProposal', value: other })).toMatchObject({ value: { status: 1 } });
  expect(await commit(engine)).toBeUndefined();
  const next = await node.dial();
  await decide(next, 1, [bytesOf(node, {})]);
  await commit(next);
  expect([node.chain.head.header.number, node.chain.fault]).toEqual([1n, undefined]);
});

test('D23: what a block proves of a validator is told its operator, and changes neither hash nor answers', async () => {
  const [node, other] = [await validator(), await validator()];
  const [engine, otherEngine] = [await node.dial(), await other.dial()];
  const txs = [bytesOf(node, { nonce: 0 })];
  const of = (type: MisbehaviorType, byte: number) => ({
    ...{ type, height: 3n, time: at(900), totalVotingPower: 40n },
    validator: { address: new Uint8Array(20).fill(byte), power: 10n },
  });
  // The last one says nothing of whom it is: no engine sends it, and it stops nothing.
  const misbehavior = [
    of(MisbehaviorType.DUPLICATE_VOTE, 0xab),
    of(MisbehaviorType.LIGHT_CLIENT_ATTACK, 0xcd),
    {},
  ];
  const value = { ...header(), height: 1n, txs, misbehavior };
  const decided = await engine.ask({ case: 'finalizeBlock', value });
  expect(decided?.value).toEqual(await decide(otherEngine, 1, txs));
  expect(node.errors).toEqual([
    expect.stringContaining(`validator ${'AB'.repeat(20)} signed two different votes at height 3`),
    expect.stringContaining(`validator ${'CD'.repeat(20)} signed a chain beside this one`),
    expect.stringMatching(/^validator .* a block proves it$/),
  ]);
  expect(other.errors).toEqual([]);
});
