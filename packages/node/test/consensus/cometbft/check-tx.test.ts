import { createFeeMarket1559Tx } from '@ethereumjs/tx';
import { Address, privateToAddress } from '@ethereumjs/util';
import type { Hex } from 'viem';
import { expect, test } from 'vitest';
import { defaultLimits } from '../../../src/config/limits.ts';
import { CheckTxType } from '../../../src/consensus/cometbft/abci/tendermint/abci/types_pb.ts';
import { remindOf } from '../../../src/consensus/cometbft/reminder.ts';
import { ReminderBound } from '../../../src/consensus/cometbft/reminder-bound.ts';
import type { sign } from '../../support/chain.ts';
import { bytesOf, commit, decide, type Engine, header } from './engine.ts';
import { validator } from './validator.ts';

/** What a node answers when its engine asks about a transaction of a peer. */
const checking =
  (engine: Engine) =>
  async (tx: Uint8Array, type = CheckTxType.NEW) => {
    const answer = await engine.ask({ case: 'checkTx', value: { tx, type } });
    return answer?.case === 'checkTx' ? answer.value.code : undefined;
  };

test('D25: the engine holds a transaction only while it could be in the next block', async () => {
  const node = await validator();
  const engine = await node.dial();
  const check = checking(engine);
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
  const check = checking(engine);
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
