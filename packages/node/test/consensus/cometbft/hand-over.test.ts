import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { bytesToHex } from '@ethereumjs/util';
import { expect, onTestFinished, test, vi } from 'vitest';
import { defaultLimits } from '../../../src/config/limits.ts';
import { HandOver } from '../../../src/consensus/cometbft/hand-over.ts';
import { remindOf, withoutReminder } from '../../../src/consensus/cometbft/reminder.ts';
import { Reminders } from '../../../src/consensus/cometbft/reminders.ts';
import { EngineError, EngineRpc } from '../../../src/engine/engine-rpc.ts';
import { admit, isRefusal } from '../../../src/mempool/admit.ts';
import { Mempool } from '../../../src/mempool/mempool.ts';
import { memoryChain, sign } from '../../support/chain.ts';
import { temporaryFolder } from '../../support/temporary.ts';

/** A pool beside an engine that only listens. */
async function handing(answer: () => void = () => undefined) {
  const chain = await memoryChain();
  const pool = new Mempool(defaultLimits);
  const given: string[] = [];
  let told: () => void = () => undefined;
  const reported: unknown[] = [];
  const handOver = new HandOver({
    chain,
    pool,
    report: (error) => {
      reported.push(error);
      told();
    },
    engine: {
      async broadcast(bytes) {
        given.push(bytesToHex(chain.keccak256(bytes)));
        told();
        answer();
      },
    },
  });
  onTestFinished(() => handOver.stop());
  const enter = async (fields: Parameters<typeof sign>[1]) => {
    const entry = await admit(sign(chain, fields), { chain, pool, limits: defaultLimits });
    if (isRefusal(entry)) throw new Error(entry.reason);
    return entry;
  };
  const send = async (fields: Parameters<typeof sign>[1]) => {
    const entry = await enter(fields);
    await handOver.submit(entry);
    return entry.hash;
  };
  const heard = async (count: number) => {
    while (given.length < count)
      await new Promise<void>((resolve) => {
        told = resolve;
      });
  };
  return { handOver, enter, chain, given, reported, send, heard };
}

test('D25: what waits for an earlier nonce is handed over with it, in order', async () => {
  const { given, send } = await handing();
  const third = await send({ nonce: 2 });
  expect(given).toEqual([]);
  const first = await send({ nonce: 0 });
  expect(given).toEqual([first]);
  const second = await send({ nonce: 1 });
  expect(given).toEqual([first, second, third]);
});

test('D25: what waits for a nonce that a peer was told of is handed over when that one comes', async () => {
  const { handOver, given, send, heard, enter } = await handing();
  const waiting = [await send({ nonce: 1 }), await send({ nonce: 2 }), await send({ nonce: 4 })];
  // The engine has this one already: it brought it.
  handOver.follow(await enter({ nonce: 0 }));
  await heard(2);
  expect(given).toEqual(waiting.slice(0, 2));
});

test('D25: an engine that is a new process is told again, whatever it said before', async () => {
  const { handOver, given, send, heard } = await handing(() => {
    throw new EngineError('the engine does not answer');
  });
  const hashes = [await send({ nonce: 0 }), await send({ nonce: 1 })];
  handOver.forget();
  await heard(4);
  expect(given.slice(2).sort()).toEqual([...hashes].sort());
});

test('D25: however much one sender has waiting, all of it is handed over again in turn', async () => {
  const { handOver, given, send, heard } = await handing();
  const many = 600;
  for (let nonce = many; nonce >= 0; nonce--) await send({ nonce });
  given.length = 0;
  handOver.forget();
  await heard(512);
  await handOver.stop();
  // The first ones are due again at once: what was never handed over comes before them.
  vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 3_000);
  onTestFinished(() => void vi.restoreAllMocks());
  handOver.start();
  await heard(2 * 512);
  expect(new Set(given).size).toBe(many + 1);
});

test('what goes wrong while nobody waits is told, and tried again', async () => {
  const { handOver, chain, given, reported, send, heard } = await handing();
  const hash = await send({});
  const read = chain.nonceOf;
  chain.nonceOf = () => Promise.reject(new Error('not now'));
  // The account is read anew for each head.
  chain.headNonces.of = (sender) => chain.nonceOf(sender);
  handOver.forget();
  await vi.waitFor(() => expect(reported).toEqual([new Error('not now')]));
  chain.nonceOf = read;
  await handOver.stop();
  handOver.forget();
  await heard(2);
  expect(given).toEqual([hash, hash]);
});

test('what the engine refuses, and an engine that is not there, are errors in one sentence', async () => {
  const path = join(await temporaryFolder(), 'engine.sock');
  const rpc = new EngineRpc(path);
  onTestFinished(() => rpc.close());
  await expect(rpc.broadcast(Uint8Array.of(1))).rejects.toThrow(/^the engine does not answer at .*ENOENT/);
  const server = createServer((_request, response) => {
    const error = { code: -32603, message: 'Internal error', data: 'tx already exists in cache' };
    response.end(JSON.stringify({ error }));
  }).listen(path);
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  await expect(rpc.broadcast(Uint8Array.of(1, 2))).rejects.toThrow(
    'the engine refuses broadcast_tx_async: tx already exists in cache',
  );
});

test('D25: a reminder is told in other bytes each time, and says the same', () => {
  const transaction = Uint8Array.of(2, 3, 4);
  const [one, other] = [remindOf(transaction), remindOf(transaction)];
  expect(bytesToHex(one)).not.toBe(bytesToHex(other));
  expect([withoutReminder(one), withoutReminder(other)]).toEqual([transaction, transaction]);
  expect(withoutReminder(transaction)).toBe(transaction);
  expect(withoutReminder(Uint8Array.of(0, 1))).toEqual(new Uint8Array());
});

test('D25: peers are reminded when no block comes, of each in its turn, and ever less often', () => {
  const reminders = new Reminders();
  const due = [0, 1, 2, 3, 4, 5];
  const looks = (count: number, head: bigint) =>
    Array.from({ length: count }, () => reminders.choose(due, head));
  expect(looks(5, 7n)).toEqual([[], [0, 1, 2, 3], [4, 5, 0, 1], [], [2, 3, 4, 5]]);
  expect(looks(3, 8n)).toEqual([[], [0, 1, 2, 3], [4, 5, 0, 1]]);
  const day = looks(43_200, 9n);
  expect(day.filter(({ length }) => length > 0).length).toBeLessThan(100);
  expect(day.slice(-600).some(({ length }) => length > 0)).toBe(true);
  expect(reminders.choose([], 9n)).toEqual([]);
});
