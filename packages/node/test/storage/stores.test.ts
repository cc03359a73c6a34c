import { stat } from 'node:fs/promises';
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
