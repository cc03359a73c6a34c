/** A folder that the code of format 3 wrote says after its upgrade what it said before, however often that was killed. */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openChain } from '../../src/chain/open-chain.ts';
import { openDataFolder } from '../../src/data-folder/open-data-folder.ts';
import { type UpgradeProgress, upgradeStore } from '../../src/data-folder/upgrades/upgrade-store.ts';
import { developmentGenesis } from '../../src/genesis/development.ts';
import { parseGenesis } from '../../src/genesis/genesis-file.ts';
import { backupChain, restoreChain, startNode, verifyChain } from '../../src/index.ts';
import { ReadChain } from '../../src/reads/read-chain.ts';
import { formatChange, readFormat } from '../../src/storage/format-version.ts';
import { HashIndex } from '../../src/storage/hash-index.ts';
import type { KeyValueStore } from '../../src/storage/key-value-store.ts';
import { keys } from '../../src/storage/keys.ts';
import { createMemoryStore } from '../../src/storage/memory.ts';
import { type Engine, openStore } from '../../src/storage/open-store.ts';
import { append, inputs } from '../support/chain.ts';
import { call } from '../support/clients.ts';
import {
  type ChainName,
  contentOf,
  copyStore,
  format3Folder,
  format3Store,
  policies,
  sayings,
} from '../support/format-3.ts';
import { buildNode } from '../support/node-process.ts';
import { temporaryFolder } from '../support/temporary.ts';

const names = ['archive', 'pruned'] as const;
const small = { batchBytes: 1_000, salt: new Uint8Array(16).fill(5) };

/** The same folder, or one of the other engine with the same records. */
async function format3FolderOf(engine: Engine, name: ChainName): Promise<string> {
  const dataDir = await format3Folder(name);
  if (engine === 'lmdb') return dataDir;
  const [from, folder] = [await openStore(dataDir, 'lmdb'), await temporaryFolder()];
  const to = await openStore(folder, engine);
  await copyStore(from, to);
  await Promise.all([from.close(), to.close()]);
  return folder;
}

/** Upgrades a store whose writes end after so many, as a process does that is killed between two. */
async function upgradeUntil(store: KeyValueStore, writes: number): Promise<boolean> {
  let left = writes;
  const dying: KeyValueStore = {
    ...store,
    async write(changes) {
      if (left-- === 0) throw new Error('the process is gone');
      await store.write(changes);
    },
  };
  return upgradeStore(dying, keccak_256, small).then(
    () => true,
    () => false,
  );
}

describe.each(names)('D20: a folder of format 3, %s', (name) => {
  test.each(['lmdb', 'classic-level'] as const)(
    'says the same after its upgrade, and goes on (%s)',
    async (engine) => {
      const dataDir = await format3FolderOf(engine, name);
      const seen: UpgradeProgress[] = [];
      const store = await openDataFolder({ dataDir, database: engine }, keccak_256, {
        onProgress: (progress) => seen.push(progress),
      });
      const { now, before } = await sayings(store, name);
      expect(now).toEqual(before);
      expect(seen.map(({ from, to, stage }) => [from, to, stage])).toEqual(
        expect.arrayContaining(
          ['blocks', 'old states', 'old tries', 'old indexes'].map((stage) => [3n, 4n, stage]),
        ),
      );
      expect(seen.every(({ done, total }) => done <= total)).toBe(true);
      const chain = await openChain(store, parseGenesis(developmentGenesis()), policies[name]);
      const head = chain.head.header.number;
      for (let block = 0; block < 12; block++)
        await append(chain, [], inputs(chain.head.header.timestamp + 1n));
      await chain.rewind(head + 9n);
      expect(chain.head.header.number).toBe(head + 9n);
      await store.close();
      // An upgraded folder is upgraded once.
      const again = await openDataFolder({ dataDir, database: engine }, keccak_256, {
        onProgress: () => expect.unreachable('there is nothing to upgrade'),
      });
      await again.close();
    },
  );

  test('is the same whether it was upgraded in one go or ended after each write, twice over', async () => {
    const store = await format3Store(name);
    const whole = await copyStore(store);
    await upgradeStore(whole, keccak_256, small);
    const expected = await contentOf(whole);
    const first = new Set([...expected.keys()].map((key) => key.slice(0, 2)));
    // Nothing is left of what format 4 has not.
    for (const tag of ['02', '03', '04', '05', '06', '08', '0f', '10']) expect(first).not.toContain(tag);
    let ends = 0;
    for (; ; ends++) {
      const dying = await copyStore(store);
      if (await upgradeUntil(dying, ends)) break;
      if (ends > 0) expect(readFormat(dying, keccak_256)).toEqual({ version: 3n, upgradingTo: 4n });
      await upgradeUntil(dying, ends % 7);
      await upgradeStore(dying, keccak_256, small);
      expect(await contentOf(dying)).toEqual(expected);
    }
    expect(ends).toBeGreaterThan(40);
  });

  test('is as it would be had this version made it, but for the index', async () => {
    const upgraded = await format3Store(name);
    await upgradeStore(upgraded, keccak_256);
    const chain = await openChain(upgraded, parseGenesis(developmentGenesis()));
    const index = new HashIndex(upgraded, keccak_256);
    for (let number = 0n; number <= chain.head.header.number; number++) {
      const block = (await chain.store.readBlock(number))!;
      expect(index.find(block.hash())).toEqual([{ block: number, index: undefined }]);
      for (const [at, tx] of block.transactions.entries())
        expect(index.find(tx.hash())).toEqual([{ block: number, index: at }]);
    }
  });

  test('is refused by whoever only reads it, before and during the upgrade, and by older programs', async () => {
    const store = await format3Store(name);
    const open = () => openChain(store, parseGenesis(developmentGenesis()));
    const read = () => ReadChain.open(store, { genesis: parseGenesis(developmentGenesis()) } as never);
    for (const opener of [open, read])
      await expect(opener()).rejects.toThrow(
        'The database has format 3, this program reads 4: start a node on its folder (evm-ml node), which upgrades it.',
      );
    await upgradeUntil(store, 4);
    for (const opener of [open, read])
      await expect(opener()).rejects.toThrow(
        'The upgrade of the database from format 3 to 4 is not finished: start a node on its folder (evm-ml node), which goes on with it.',
      );
    // A program of format 3 takes the record for a number, and a larger one than its own.
    const record = store.get(keys.meta('format'))!;
    expect([...record.subarray(0, -8)]).toEqual([3, 4]);
  });
});

test('D20: a newer upgrade than this program knows is refused, an empty folder is begun', async () => {
  const store = createMemoryStore();
  await store.write([formatChange(keccak_256, { version: 4n, upgradingTo: 5n })]);
  await upgradeStore(store, keccak_256);
  await expect(openChain(store, parseGenesis(developmentGenesis()))).rejects.toThrow(
    'format 5, this program reads 4: install the newer version',
  );
  const empty = createMemoryStore();
  await upgradeStore(empty, keccak_256);
  expect((await contentOf(empty)).size).toBe(0);
});

test('D10: whichever record an upgrade moves is damaged or lost, it ends with what to do, loses nothing, and goes on when that is mended', async () => {
  const store = await format3Store('pruned');
  const whole = await copyStore(store);
  await upgradeStore(whole, keccak_256, small);
  const expected = await contentOf(whole);
  const before = await contentOf(store);
  const moved = [...before.keys()].filter((key) => ['02', '03', '04', '0f', '10'].includes(key.slice(0, 2)));
  expect(moved.length).toBeGreaterThan(150);
  for (const [at, name] of moved.entries()) {
    const key = Buffer.from(name, 'hex');
    const record = Buffer.from(before.get(name)!, 'hex');
    const damaged = await copyStore(store);
    const flipped = record.map((byte, place) => (place === at % record.length ? byte ^ 1 : byte));
    await damaged.write([[key, at % 2 === 0 ? flipped : undefined]]);
    await expect(upgradeStore(damaged, keccak_256, small), name).rejects.toThrow(
      /^The database is damaged: .*(fails its checksum|is not there)\. Restore a backup\.$/,
    );
    await damaged.write([[key, record]]);
    await upgradeStore(damaged, keccak_256, small);
    expect(await contentOf(damaged)).toEqual(expected);
  }
});

test('D20: a lost place in an index of format 3 is found again from the blocks', async () => {
  const store = await format3Store('pruned');
  for await (const key of store.keys(Uint8Array.of(5), Uint8Array.of(9)))
    await store.write([[key, undefined]]);
  await upgradeStore(store, keccak_256);
  const { now, before } = await sayings(store, 'pruned');
  expect(now).toEqual(before);
});

test('D17: a backup of format 3 stays as it is, and is upgraded where it is restored; verify upgrades, too', async () => {
  const dataDir = await format3Folder('pruned');
  const [copy, restored, foreign] = [
    await temporaryFolder(),
    await temporaryFolder(),
    await temporaryFolder(),
  ];
  const file = (folder: string) => readFile(join(folder, 'lmdb', 'data.mdb'));
  const before = await file(dataDir);
  await backupChain({ dataDir }, copy);
  expect(Buffer.compare(await file(dataDir), before)).toBe(0);
  const backup = await file(copy);
  let batches = 0;
  await restoreChain({ dataDir: copy }, restored, { onProgress: () => batches++ });
  expect(batches).toBeGreaterThan(3);
  expect(Buffer.compare(await file(copy), backup)).toBe(0);
  const genesis = { config: { chainId: 5 }, alloc: {} };
  await expect(restoreChain({ dataDir: copy, genesis }, foreign)).rejects.toThrow('belongs to another chain');
  await expect(stat(join(foreign, 'lmdb'))).rejects.toThrow('ENOENT');
  // Its states are edited in blocks 10 and 19: nobody can derive them.
  await expect(verifyChain({ dataDir }, undefined, { onProgress: () => batches++ })).rejects.toThrow(
    /replaying block \d+: the stored block is/,
  );
  const store = await openStore(restored, 'lmdb');
  const { now, before: told } = await sayings(store, 'pruned');
  expect(now).toEqual(told);
  await store.close();
});

test('D20: a node upgrades its folder at start and serves it', async () => {
  const dataDir = await format3Folder('archive');
  const seen: UpgradeProgress[] = [];
  const node = await startNode({ dataDir, port: 0, onUpgrade: (progress) => seen.push(progress) });
  onTestFinished(() => node.close());
  expect(seen.length).toBeGreaterThan(3);
  const { result } = await call(node.url, 'eth_getBlockByNumber', '0x2c', true);
  expect(result).toMatchObject({ number: '0x2c' });
  expect(await call(node.url, 'eth_getBalance', `0x${'d0'.repeat(20)}`, '0x13')).toHaveProperty('result');
});

/** What the command says whose files may not grow beyond so many blocks of 512 bytes. */
async function boundedNode(dataDir: string, blocks: number) {
  const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
  const command = `trap '' XFSZ; ulimit -f ${blocks}; exec "$@"`;
  const node = [process.execPath, main, 'node', '--data-dir', dataDir, '--port', '0'];
  const child = spawn('sh', ['-c', command, 'sh', ...node], { stdio: ['ignore', 'ignore', 'pipe'] });
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return { code, stderr };
}

test('D8: a disk that is full during an upgrade ends it with what to do, and the next start goes on', async () => {
  buildNode();
  const dataDir = await format3Folder('archive');
  const { size } = await stat(join(dataDir, 'lmdb', 'data.mdb'));
  const { code, stderr } = await boundedNode(dataDir, Math.floor(size / 512) + 16);
  expect(code).toBe(1);
  expect(stderr).toMatch(/may not grow further: raise the limit|is full, or fails/);
  expect(stderr).not.toContain('Node.js v');
  const store = await openDataFolder({ dataDir, database: 'lmdb' }, keccak_256);
  const { now, before } = await sayings(store, 'archive');
  await store.close();
  expect(now).toEqual(before);
});

describe('a process that upgrades is killed at any moment', () => {
  beforeAll(buildNode, 120_000);
  const script = fileURLToPath(new URL('../support/upgrading.mjs', import.meta.url));
  /** 12 in the suite; `UPGRADE_KILLS=200 npx vitest run packages/node/test/data-folder/upgrade` for longer. */
  const kills = Number(process.env['UPGRADE_KILLS'] ?? 12);

  /** Runs until it is killed, at some time after so many batches, or ends by itself. */
  async function run(dataDir: string, engine: Engine, batches: number) {
    const child = fork(script, [dataDir, engine], { execArgv: [] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const ended = once(child, 'exit');
    let left = batches;
    child.on('message', () => {
      if (left-- === 0) setTimeout(() => child.kill('SIGKILL'), Math.random() * 4);
    });
    const [code, signal] = await ended;
    return { code, isKilled: signal === 'SIGKILL' };
  }

  async function isUnderWay(dataDir: string, engine: Engine): Promise<boolean> {
    const store = await openStore(dataDir, engine);
    try {
      return readFormat(store, keccak_256)?.upgradingTo !== undefined;
    } finally {
      await store.close();
    }
  }

  test.each([
    ['lmdb', 'archive', Math.ceil(kills / 2)],
    ['lmdb', 'pruned', Math.floor(kills / 4)],
    ['classic-level', 'pruned', Math.floor(kills / 4)],
  ] as const)(
    'D20: SIGKILL during an upgrade loses nothing (%s, %s, %d times)',
    async (engine, name, times) => {
      let interrupted = 0;
      for (let killed = 0; killed < times; ) {
        const dataDir = await format3FolderOf(engine, name);
        for (;;) {
          // Spread over the upgrade, whatever the number of kills.
          const batches = killed < times ? (killed * 7) % 30 : Number.POSITIVE_INFINITY;
          const { code, isKilled } = await run(dataDir, engine, batches);
          if (!isKilled) {
            expect(code).toBe(0);
            break;
          }
          killed++;
          if (await isUnderWay(dataDir, engine)) interrupted++;
        }
        const store = await openStore(dataDir, engine);
        const { now, before } = await sayings(store, name);
        await store.close();
        expect(now).toEqual(before);
      }
      expect(interrupted).toBeGreaterThan(0);
    },
    Math.max(120_000, kills * 5_000),
  );
});
