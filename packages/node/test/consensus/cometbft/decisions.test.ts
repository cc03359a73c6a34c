import { create } from '@bufbuild/protobuf';
import { createFeeMarket1559Tx } from '@ethereumjs/tx';
import { Address, hexToBytes, privateToAddress } from '@ethereumjs/util';
import type { Hex } from 'viem';
import { expect, test, vi } from 'vitest';
import { defaultLimits } from '../../../src/config/limits.ts';
import { Cluster } from '../../../src/consensus/cluster.ts';
import {
  CheckTxType,
  MisbehaviorType,
  RequestPrepareProposalSchema,
} from '../../../src/consensus/cometbft/abci/tendermint/abci/types_pb.ts';
import { Decisions } from '../../../src/consensus/cometbft/decisions.ts';
import { encodeFrame } from '../../../src/consensus/cometbft/frames.ts';
import { prepareProposal } from '../../../src/consensus/cometbft/handlers/prepare-proposal.ts';
import { Joining } from '../../../src/consensus/cometbft/joining.ts';
import { remindOf } from '../../../src/consensus/cometbft/reminder.ts';
import { ReminderBound } from '../../../src/consensus/cometbft/reminder-bound.ts';
import { admit } from '../../../src/mempool/admit.ts';
import { StorageError } from '../../../src/storage/key-value-store.ts';
import { sign } from '../../support/chain.ts';
import { networkGenesis, validator } from './validator.ts';

const proposerAddress = new Uint8Array(20).fill(7);
const at = (seconds: number) => ({ seconds: BigInt(seconds), nanos: 5 });
const header = (seconds = 1_000) => ({ time: at(seconds), proposerAddress });

type Node = Awaited<ReturnType<typeof validator>>;
type Engine = Awaited<ReturnType<Node['dial']>>;

/** What an engine asks of a block: its decision, and the commit. */
async function decide(engine: Engine, height: number, txs: Uint8Array[], seconds?: number) {
  const value = { ...header(seconds), height: BigInt(height), txs };
  const decided = await engine.ask({ case: 'finalizeBlock', value });
  if (decided?.case !== 'finalizeBlock') throw new Error(`answered ${decided?.case}`);
  return decided.value;
}
const commit = (engine: Engine) => engine.ask({ case: 'commit', value: {} });

const bytesOf = (node: Node, fields: Parameters<typeof sign>[1], sender?: number) =>
  sign(node.chain, fields, sender).serialize();

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

test('D25: the engine holds a transaction only while it could be in the next block', async () => {
  const node = await validator();
  const engine = await node.dial();
  const check = async (tx: Uint8Array, type = CheckTxType.NEW) => {
    const answer = await engine.ask({ case: 'checkTx', value: { tx, type } });
    return answer?.case === 'checkTx' ? answer.value.code : undefined;
  };
  const [first, second] = [bytesOf(node, {}), bytesOf(node, { nonce: 1 })];
  const cheap = bytesOf(node, { maxFeePerGas: 1n, maxPriorityFeePerGas: 0n }, 2);
  expect([await check(second), await check(first), await check(second)]).toEqual([2, 0, 0]);
  expect([await check(cheap), await check(Uint8Array.of(9)), node.pool.size]).toEqual([2, 1, 3]);
  expect(await check(first, CheckTxType.RECHECK)).toBe(0);
  await decide(engine, 1, [first]);
  await commit(engine);
  expect(await check(first, CheckTxType.RECHECK)).toBe(1);
  expect(await check(second, CheckTxType.RECHECK)).toBe(0);
  // A check of old ones lets nothing in.
  expect([await check(bytesOf(node, {}, 3), CheckTxType.RECHECK), node.pool.size]).toEqual([1, 2]);
});

test('D25: who refused a transaction because its state was behind takes it from a reminder, which is nothing in a block', async () => {
  const node = await validator();
  const engine = await node.dial();
  const check = async (tx: Uint8Array, type = CheckTxType.NEW) => {
    const answer = await engine.ask({ case: 'checkTx', value: { tx, type } });
    return answer?.case === 'checkTx' ? answer.value.code : undefined;
  };
  const key = new Uint8Array(32).fill(9);
  const [{ common }, to] = [node.chain, new Address(privateToAddress(key))];
  const fees = { maxFeePerGas: 10n ** 10n, gasLimit: 21_000n, chainId: common.chainId() };
  const unfunded = createFeeMarket1559Tx({ ...fees, to, value: 1n }, { common })
    .sign(key)
    .serialize();
  expect(await check(unfunded)).toBe(1);
  await decide(engine, 1, [bytesOf(node, { to: to.toString(), value: 10n ** 18n })]);
  await commit(engine);
  const [reminder, garbage] = [remindOf(unfunded), remindOf(Uint8Array.of(1))];
  expect([await check(reminder), await check(reminder, CheckTxType.RECHECK), node.pool.size]).toEqual([
    0, 0, 1,
  ]);
  expect([await check(garbage), await check(remindOf(reminder)), await check(Uint8Array.of(0))]).toEqual([
    1, 1, 1,
  ]);
  // What this node has no room for wakes its engine, until the next block.
  const data: Hex = `0x${'11'.repeat(defaultLimits.maxTransactionBytes)}`;
  const long = remindOf(bytesOf(node, { data, gasLimit: 12_000_000n }, 3));
  // Whoever wakes others has to be able to pay: bytes of that length do not, nor one without the gas for them.
  const [endless, cheap] = [
    new Uint8Array(defaultLimits.maxTransactionBytes + 1).fill(0xf8),
    bytesOf(node, { data }, 3),
  ];
  expect([await check(remindOf(endless)), await check(remindOf(cheap))]).toEqual([1, 1]);
  expect([await check(long.subarray(5)), await check(long), await check(long, CheckTxType.RECHECK)]).toEqual([
    1, 0, 1,
  ]);
  // A modified member may send as many as it likes: an engine holds some of them.
  const many = [];
  for (let each = 0; each < 80; each++) many.push(await check(remindOf(unfunded)));
  expect(many.filter((code) => code === 0).length).toBeLessThan(65);
  expect(many.at(-1)).toBe(1);
  // Nobody may propose one, and one that is decided all the same leaves no block.
  expect(
    await engine.ask({ case: 'processProposal', value: { ...header(), height: 2n, txs: [reminder] } }),
  ).toMatchObject({ value: { status: 2 } });
  expect((await decide(engine, 2, [reminder])).txResults.map(({ code }) => code)).toEqual([1]);
  await commit(engine);
  await decide(engine, 3, [unfunded]);
  await commit(engine);
  expect([await check(reminder, CheckTxType.RECHECK), node.chain.head.header.number]).toEqual([1, 2n]);
});

/** What a node answers when its engine asks about a transaction of a peer. */
const checking =
  (engine: Engine) =>
  async (tx: Uint8Array, type = CheckTxType.NEW) => {
    const answer = await engine.ask({ case: 'checkTx', value: { tx, type } });
    return answer?.case === 'checkTx' ? answer.value.code : undefined;
  };

test('D25: of what waits an engine holds one reminder after each of its blocks, however many came', async () => {
  const node = await validator();
  const engine = await node.dial();
  const check = checking(engine);
  const waits = bytesOf(node, {});
  const held = [remindOf(waits), remindOf(waits), remindOf(waits)];
  for (const each of held) expect(await check(each)).toBe(0);
  for (let height = 1; height < 4; height++) {
    await decide(engine, height, [Uint8Array.of(9)]);
    await commit(engine);
    const stay = [];
    for (const each of held) stay.push(await check(each, CheckTxType.RECHECK));
    expect(stay).toEqual([0, 1, 1]);
    expect(await check(waits, CheckTxType.RECHECK)).toBe(0);
  }
});

test('D25: what could not be in the next block wakes nobody, though there is no room for it', async () => {
  const node = await validator();
  const check = checking(await node.dial());
  const data: Hex = `0x${'11'.repeat(defaultLimits.maxTransactionBytes)}`;
  const long = { data, gasLimit: 12_000_000n };
  const remind = (fields: Parameters<typeof sign>[1], sender: number) =>
    check(remindOf(bytesOf(node, fields, sender)));
  const low = { maxFeePerGas: 1n, maxPriorityFeePerGas: 0n };
  expect([await remind({ ...long, nonce: 1 }, 3), await remind({ ...long, ...low }, 3)]).toEqual([1, 1]);
  // It could be as soon as what is before it waits here.
  expect([await remind({}, 3), await remind({ ...long, nonce: 1 }, 3)]).toEqual([0, 0]);
  // Another one is as good in its place; one that waits for lower fees is not.
  const other = { maxPriorityFeePerGas: 1n };
  expect([await remind({ ...other, value: 2n }, 3), await remind({ ...long, ...other }, 3)]).toEqual([1, 1]);
  const tip = { maxPriorityFeePerGas: 1n };
  expect([await remind({ maxFeePerGas: 1n, ...tip }, 4), await remind(tip, 4), node.pool.size]).toEqual([
    2, 0, 2,
  ]);
});

test('D25: reminders leave room in the engine, and those of one use up nobody else’s', () => {
  const reminders = new ReminderBound();
  const admitted = (head: bigint, height: bigint, from = 0) =>
    Array.from({ length: 5_000 }, (_, at) => reminders.admits(`${from + at}`, head, height)).filter(Boolean)
      .length;
  expect([admitted(1n, 1n), admitted(1n, 1n, 5_000), admitted(1n, 2n)]).toEqual([2_048, 0, 2_048]);
  const one = (head: bigint, height: bigint, place: string) =>
    Array.from({ length: 100 }, () => reminders.admits(place, head, height)).filter(Boolean).length;
  expect([one(3n, 4n, 'a'), one(3n, 5n, 'a'), one(3n, 5n, 'b'), one(4n, 6n, 'a')]).toEqual([64, 0, 64, 64]);
});

test('D25: of all that a sender signs with one nonce 64 reminders are let in', async () => {
  const node = await validator();
  const check = checking(await node.dial());
  const data: Hex = `0x${'11'.repeat(defaultLimits.maxTransactionBytes)}`;
  const codes = [];
  for (let value = 0n; value < 66n; value++)
    codes.push(await check(remindOf(bytesOf(node, { data, gasLimit: 12_000_000n, value }, 3))));
  expect(codes.filter((code) => code === 0)).toHaveLength(64);
  expect(await check(remindOf(bytesOf(node, {}, 4)))).toBe(0);
});

test('a transaction of a peer that this node cannot check is refused, and stops nothing', async () => {
  const node = await validator();
  const engine = await node.dial();
  node.chain.stateAt = () => {
    throw new TypeError('a bug');
  };
  expect(await engine.ask({ case: 'checkTx', value: { tx: bytesOf(node, {}) } })).toMatchObject({
    value: { code: 1, log: 'this node could not check it' },
  });
  expect([node.chain.fault, node.errors.length, node.pool.size]).toEqual([undefined, 1, 0]);
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
