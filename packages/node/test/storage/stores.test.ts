import { stat } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KeyValueStore } from '../../src/storage/key-value-store.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { temporaryFolder } from '../support/temporary.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const engines = ['memory', 'lmdb', 'classic-level'] as const;

async function open(engine: (typeof engines)[number], folder: string): Promise<KeyValueStore> {
  return engine === 'memory' ? openStore(undefined, 'lmdb') : openStore(folder, engine);
}

async function collect(keys: AsyncIterable<Uint8Array>): Promise<number[][]> {
  const found: number[][] = [];
  for await (const key of keys) found.push([...key]);
  return found;
}

describe.each(engines)('%s', (engine) => {
  test('gives back what one batch wrote and removed', async () => {
    const store = await open(engine, await temporaryFolder());
    await store.write([
      [bytes(1), bytes(10)],
      [bytes(2), bytes()],
      [bytes(3, 255), new Uint8Array(100_000).fill(7)],
    ]);
    await store.write([[bytes(1), undefined]]);
    expect(await store.get(bytes(1))).toBeUndefined();
    expect(await store.get(bytes(2))).toHaveLength(0);
    expect(await store.get(bytes(3, 255))).toHaveLength(100_000);
    expect(await store.get(bytes(9))).toBeUndefined();
    await store.close();
  });

  test('ranges go in byte order and leave out the end', async () => {
    const store = await open(engine, await temporaryFolder());
    const keys = [bytes(1, 0), bytes(1), bytes(1, 255), bytes(0), bytes(2), bytes(1, 2, 3)];
    await store.write(keys.map((key) => [key, bytes(9)] as const));
    expect(await collect(store.keys(bytes(1), bytes(2)))).toEqual([[1], [1, 0], [1, 2, 3], [1, 255]]);
    await store.close();
  });
});

/** Kinds that LMDB has tables for, their neighbours, and what its list of tables is named. */
const tags = [0, 0x0e, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x73, 0x75, 0xfe];
const key = fc.tuple(fc.constantFrom(...tags), fc.nat(3), fc.nat(3)).map((values) => bytes(...values));
const changes = fc.array(fc.tuple(key, fc.option(fc.uint8Array({ maxLength: 3_000 }), { nil: undefined })));
const bound = fc.oneof(
  key,
  fc.constantFrom(...tags).map((tag) => bytes(tag)),
);

test('all engines are the same map, whatever is written in which order and where a range begins and ends', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(changes, { maxLength: 5 }),
      fc.array(fc.tuple(bound, bound)),
      async (batches, ranges) => {
        const stores = await Promise.all(
          engines.map(async (engine) => open(engine, await temporaryFolder())),
        );
        const [memory, ...others] = stores;
        for (const batch of batches) for (const store of stores) await store.write(batch);
        const whole = await collect(memory!.keys(bytes(0), bytes(255)));
        for (const store of others) {
          expect(await collect(store.keys(bytes(0), bytes(255)))).toEqual(whole);
          for (const name of whole)
            expect(Buffer.compare(store.get(bytes(...name))!, memory!.get(bytes(...name))!)).toBe(0);
          for (const [from, to] of ranges) {
            const [low, high] = Buffer.compare(from, to) < 0 ? [from, to] : [to, from];
            expect(await collect(store.keys(low, high))).toEqual(await collect(memory!.keys(low, high)));
          }
        }
        for (const store of stores) await store.close();
      },
    ),
    { numRuns: 40 },
  );
});

test('LMDB fills pages of what is written in order, and again after it went back', async () => {
  const folder = await temporaryFolder();
  const store = await openStore(folder, 'lmdb', 'os');
  const size = async () => (await stat(`${folder}/lmdb/data.mdb`)).size;
  const record = (tag: number, block: number) =>
    [bytes(tag, block >> 8, block & 255), new Uint8Array(960).fill(block)] as const;
  const blocks = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at);
  for (const block of blocks(0, 800)) await store.write([record(0x15, block)]);
  // Four records a page of 4,096 bytes; pages that are split in their middle have two or three.
  expect(await size()).toBeLessThan(800 * 1_150);
  for (const block of blocks(600, 800).reverse()) await store.write([[record(0x15, block)[0], undefined]]);
  // Over keys that are there, and behind them.
  for (const block of [...blocks(0, 10), ...blocks(590, 800)]) await store.write([record(0x15, block)]);
  for (const block of blocks(0, 800))
    expect(store.get(record(0x15, block)[0])).toEqual(Buffer.from(record(0x15, block)[1]));
  expect(await collect(store.keys(bytes(0x15), bytes(0x16)))).toHaveLength(800);
  expect(await size()).toBeLessThan(800 * 1_150);
  await store.close();
});

describe.each(['lmdb', 'classic-level'] as const)('%s on disk', (engine) => {
  test('keeps what it wrote, and a backup is a store of its own', async () => {
    const [folder, copy] = [await temporaryFolder(), await temporaryFolder()];
    const store = await openStore(folder, engine);
    await store.write([[bytes(1), bytes(2)]]);
    await store.backup(`${copy}/${engine}`);
    await store.write([[bytes(1), bytes(3)]]);
    await store.close();
    const [reopened, restored] = [await openStore(folder, engine), await openStore(copy, engine)];
    expect(await reopened.get(bytes(1))).toEqual(expect.objectContaining({ 0: 3 }));
    expect(await restored.get(bytes(1))).toEqual(expect.objectContaining({ 0: 2 }));
    await Promise.all([reopened.close(), restored.close()]);
  });
});

test('a backup of LMDB leaves out the space of what was removed', async () => {
  const [folder, copy] = [await temporaryFolder(), await temporaryFolder()];
  const store = await openStore(folder, 'lmdb');
  const rows = Array.from({ length: 200 }, (_, i) => [bytes(1, i), new Uint8Array(10_000).fill(i)] as const);
  await store.write(rows);
  await store.write(rows.slice(1).map(([key]) => [key, undefined] as const));
  await store.backup(`${copy}/lmdb`);
  await store.close();
  const [before, after] = await Promise.all(
    [folder, copy].map(async (at) => (await stat(`${at}/lmdb/data.mdb`)).size),
  );
  expect(after!).toBeLessThan(before! / 10);
  const restored = await openStore(copy, 'lmdb');
  expect(await collect(restored.keys(bytes(0), bytes(255)))).toEqual([[1, 0]]);
  expect(await restored.get(bytes(1, 0))).toHaveLength(10_000);
  await restored.close();
});

test('a chain in memory has nothing to back up', async () => {
  const store = await openStore(undefined, 'lmdb');
  await expect(store.backup('anywhere')).rejects.toThrow('start the node with a data folder');
});

test('classic-level refuses a folder that another process uses', async () => {
  const folder = await temporaryFolder();
  const store = await openStore(folder, 'classic-level');
  await expect(openStore(folder, 'classic-level')).rejects.toThrow('in use by another node');
  await store.close();
});
