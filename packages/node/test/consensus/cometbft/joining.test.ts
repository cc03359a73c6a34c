import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Chain } from '../../../src/chain/chain.ts';
import { readEngineHeight } from '../../../src/consensus/engine-height.ts';
import { maxChunks } from '../../../src/snapshots/format.ts';
import { createMemoryStore } from '../../../src/storage/memory.ts';
import { after, append, memoryChain, sign } from '../../support/chain.ts';
import { chunksOf, offerOf } from '../../support/snapshots.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { networkGenesis, validator } from './validator.ts';

type Engine = Awaited<ReturnType<Awaited<ReturnType<typeof validator>>['dial']>>;
type Offer = ReturnType<typeof offerOf>;

const [accept, abort, reject, rejectFormat, rejectSender] = [1, 2, 3, 4, 5];
const [taken, retry, retrySnapshot] = [1, 3, 4];

/** A genesis whose state is several chunks. */
const genesis = {
  ...networkGenesis,
  alloc: {
    ...networkGenesis.alloc,
    ...Object.fromEntries(
      [1, 2, 3, 4, 5].map((at) => [
        `0x${String(at).repeat(40)}`,
        { balance: '0', code: `0x${`0${at}`.repeat(900_000)}` },
      ]),
    ),
  },
};

async function grown(blocks = 2): Promise<Chain> {
  const chain = await memoryChain(genesis);
  for (let nonce = 0; nonce < blocks; nonce++) await append(chain, [sign(chain, { nonce })], after(chain));
  return chain;
}

async function offered(engine: Engine, value: Offer): Promise<number | undefined> {
  const answer = await engine.ask({ case: 'offerSnapshot', value });
  return answer?.case === 'offerSnapshot' ? answer.value.result : undefined;
}

async function applied(engine: Engine, index: number, chunk: Uint8Array, sender = 'peer') {
  const answer = await engine.ask({ case: 'applySnapshotChunk', value: { index, chunk, sender } });
  if (answer?.case !== 'applySnapshotChunk') throw new Error(`answered ${answer?.case}`);
  const { result, refetchChunks, rejectSenders } = answer.value;
  return { result, refetchChunks, rejectSenders };
}

const good = { result: taken, refetchChunks: [], rejectSenders: [] };

test('D28: a node joins by the chunks of a snapshot, says where it stands, and decides what comes after', async () => {
  const chain = await grown();
  const chunks = await chunksOf(chain);
  expect(chunks.length).toBeGreaterThan(2);
  const node = await validator(createMemoryStore(), genesis);
  const engine = await node.dial();
  expect(await offered(engine, offerOf(chain, chunks))).toBe(accept);
  expect(node.driver.obstacle).toBe('the node is joining by a snapshot');
  for (const [index, chunk] of chunks.entries()) expect(await applied(engine, index, chunk)).toEqual(good);
  expect(node.driver.obstacle).toBeUndefined();
  expect(await engine.ask({ case: 'info', value: {} })).toMatchObject({
    value: { lastBlockHeight: 9n, lastBlockAppHash: new Uint8Array(chain.head.hash()) },
  });
  expect(readEngineHeight(node.store, chain.keccak256)).toBe(9n);
  const tx = sign(chain, { nonce: 2 }).serialize();
  const header = { time: { seconds: 9_999n, nanos: 0 }, proposerAddress: new Uint8Array(20).fill(7) };
  const decided = await engine.ask({ case: 'finalizeBlock', value: { ...header, height: 10n, txs: [tx] } });
  expect(decided).toMatchObject({ value: { txResults: [{ code: 0 }] } });
  await engine.ask({ case: 'commit', value: {} });
  expect(node.chain.head.header.number).toBe(3n);
  // It has run a block by now: another snapshot is not for it.
  expect(await offered(engine, offerOf(chain, chunks))).toBe(abort);
  expect(node.chain.head.header.number).toBe(3n);
});

test('what waited before a node joined leaves its pool where blocks that it has not run have overtaken it', async () => {
  const chain = await grown();
  const chunks = await chunksOf(chain);
  const node = await validator(createMemoryStore(), genesis);
  const engine = await node.dial();
  for (const nonce of [0, 1, 2]) node.pool.add(sign(chain, { nonce }));
  node.pool.add(sign(chain, { nonce: 0 }, 1));
  await offered(engine, offerOf(chain, chunks));
  for (const [index, chunk] of chunks.entries()) await applied(engine, index, chunk);
  const waiting = [...node.pool.senders()].map(([, entries]) => [...entries.keys()]);
  expect(waiting).toEqual([[2n], [0n]]);
});

test('D28: a snapshot is refused at the offer when it is not that of the signed block, or cannot be', async () => {
  const chain = await grown();
  const chunks = await chunksOf(chain);
  const { snapshot, appHash } = offerOf(chain, chunks);
  const node = await validator(createMemoryStore(), genesis);
  const engine = await node.dial();
  const metadata = snapshot.metadata;
  const flipped = metadata.slice();
  flipped[100]! ^= 1;
  const otherGenesis = metadata.slice();
  otherGenesis[0]! ^= 1;
  const wrong: [Offer, number][] = [
    [{ snapshot, appHash: new Uint8Array(32) }, rejectSender],
    [{ snapshot, appHash: new Uint8Array() }, rejectSender],
    [{ snapshot: { ...snapshot, hash: new Uint8Array(32) }, appHash: new Uint8Array(32) }, rejectSender],
    [{ snapshot: { ...snapshot, format: 2 }, appHash }, rejectFormat],
    [{ snapshot: { ...snapshot, chunks: 0 }, appHash }, rejectSender],
    [{ snapshot: { ...snapshot, chunks: maxChunks + 1 }, appHash }, rejectSender],
    [{ snapshot: { ...snapshot, height: 0n }, appHash }, rejectSender],
    ...[
      new Uint8Array(),
      metadata.slice(0, 32),
      metadata.slice(0, -1),
      flipped,
      otherGenesis,
      new Uint8Array(3_000_000),
    ].map((each): [Offer, number] => [{ snapshot: { ...snapshot, metadata: each }, appHash }, rejectSender]),
  ];
  for (const [offer, result] of wrong) expect(await offered(engine, offer)).toBe(result);
  expect(await engine.ask({ case: 'offerSnapshot', value: { appHash } })).toMatchObject({
    value: { result: reject },
  });
  expect(await applied(engine, 0, chunks[0]!)).toMatchObject({ result: abort });
  // Nothing of all that has touched the folder.
  expect(await node.chain.nonceOf(`0x${'1'.repeat(40)}`)).toBe(0n);
  expect(await offered(engine, { snapshot, appHash })).toBe(accept);
});

test('D27: who sends a wrong chunk is named, and the chunk is to be fetched again; the right one goes on', async () => {
  const chain = await grown();
  const chunks = await chunksOf(chain);
  const node = await validator(createMemoryStore(), genesis);
  const engine = await node.dial();
  await offered(engine, offerOf(chain, chunks));
  const hostile = [
    new Uint8Array(),
    chunks[1]!,
    chunks[0]!.slice(0, -1),
    new Uint8Array(8_000_001),
    new Uint8Array(2 ** 21).fill(4),
  ];
  for (const [turn, chunk] of hostile.entries())
    expect(await applied(engine, 0, chunk, `peer${turn}`)).toEqual({
      ...{ result: retry, refetchChunks: [0], rejectSenders: [`peer${turn}`] },
    });
  expect(await applied(engine, 0, hostile[1]!, '')).toMatchObject({ result: retry, rejectSenders: [] });
  expect(await applied(engine, 1, chunks[1]!)).toMatchObject({ result: retrySnapshot, rejectSenders: [] });
  expect(await applied(engine, 0, chunks[0]!)).toEqual(good);
  expect(await applied(engine, 0, chunks[0]!)).toMatchObject({ result: retrySnapshot });
  for (const [index, chunk] of chunks.entries())
    if (index > 0) expect(await applied(engine, index, chunk)).toEqual(good);
  expect(node.chain.head.hash()).toEqual(chain.head.hash());
});

test('D28: a second offer begins anew, after one that failed and after one that came to its end', async () => {
  const [chain, longer] = [await grown(), await grown(3)];
  const [chunks, others] = [await chunksOf(chain), await chunksOf(longer)];
  const node = await validator(createMemoryStore(), genesis);
  const engine = await node.dial();
  await offered(engine, offerOf(chain, chunks));
  expect(await applied(engine, 0, chunks[0]!)).toEqual(good);
  for (const [from, parts, height] of [
    [longer, others, 20n],
    [chain, chunks, 9n],
    [longer, others, 21n],
  ] as const) {
    expect(await offered(engine, offerOf(from, parts, height))).toBe(accept);
    for (const [index, chunk] of parts.entries()) expect(await applied(engine, index, chunk)).toEqual(good);
    expect(node.chain.head.hash()).toEqual(from.head.hash());
    expect(readEngineHeight(node.store, chain.keccak256)).toBe(height);
  }
});

test('D26: a node takes snapshots beside its blocks, keeps two, offers what can be joined with, and finds them after a restart', async () => {
  const folder = join(await temporaryFolder(), 'snapshots');
  await mkdir(join(folder, '7.part'), { recursive: true });
  await mkdir(join(folder, '8'));
  const store = createMemoryStore();
  const node = await validator(store, genesis, { folder, every: 2 });
  const engine = await node.dial();
  const header = { time: { seconds: 9_999n, nanos: 0 }, proposerAddress: new Uint8Array(20).fill(7) };
  let height = 0n;
  const decide = async (txs: Uint8Array[]) => {
    await engine.ask({ case: 'finalizeBlock', value: { ...header, height: ++height, txs } });
    await engine.ask({ case: 'commit', value: {} });
  };
  const list = async () => {
    const answer = await engine.ask({ case: 'listSnapshots', value: {} });
    return answer?.case === 'listSnapshots' ? answer.value.snapshots : [];
  };
  for (let nonce = 0; nonce < 6; nonce++) {
    await decide([sign(node.chain, { nonce }).serialize()]);
    await node.taken();
  }
  // The newest is of the engine's newest block: the headers after it, which who joins checks, are not there yet.
  expect((await list()).map((each) => each.height)).toEqual([4n]);
  await decide([]);
  await decide([]);
  const found = await list();
  expect(found.map((each) => each.height)).toEqual([6n, 4n]);
  expect((await readdir(folder)).sort()).toEqual(['4', '6']);
  const chunks = await chunksOf(node.chain);
  expect(found[0]).toMatchObject({
    chunks: chunks.length,
    format: 1,
    hash: new Uint8Array(node.chain.head.hash()),
  });
  const load = async (value: { height: bigint; format: number; chunk: number }) => {
    const answer = await engine.ask({ case: 'loadSnapshotChunk', value });
    return answer?.case === 'loadSnapshotChunk' ? answer.value.chunk : undefined;
  };
  for (const [chunk, bytes] of chunks.entries())
    expect(Buffer.compare((await load({ height: 6n, format: 1, chunk }))!, bytes)).toBe(0);
  const none = new Uint8Array();
  for (const each of [
    { height: 5n, format: 1, chunk: 0 },
    { height: 6n, format: 2, chunk: 0 },
    { height: 6n, format: 1, chunk: chunks.length },
    { height: 6n, format: 1, chunk: 2 ** 32 - 1 },
  ])
    expect(await load(each)).toEqual(none);
  // Others take a damaged chunk for a lie: its snapshot is offered no more.
  const file = join(folder, '6', '1');
  await writeFile(file, (await readFile(file)).fill(0));
  expect(await load({ height: 6n, format: 1, chunk: 1 })).toEqual(none);
  expect((await list()).map((each) => each.height)).toEqual([4n]);
  await node.driver.stop();
  const again = await validator(store, genesis, { folder, every: 2 });
  const other = await again.dial();
  expect(
    await other.ask({ case: 'loadSnapshotChunk', value: { height: 4n, format: 1, chunk: 0 } }),
  ).toMatchObject({
    value: { chunk: { length: expect.any(Number) } },
  });
});
