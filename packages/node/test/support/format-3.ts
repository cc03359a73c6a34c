import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { openChain } from '../../src/chain/open-chain.ts';
import { makeFolder } from '../../src/files/make-folder.ts';
import { developmentGenesis } from '../../src/genesis/development.ts';
import { parseGenesis } from '../../src/genesis/genesis-file.ts';
import { proveAccount } from '../../src/state/account-proof.ts';
import type { KeyValueStore } from '../../src/storage/key-value-store.ts';
import { keys } from '../../src/storage/keys.ts';
import { createMemoryStore } from '../../src/storage/memory.ts';
import { openStore } from '../../src/storage/open-store.ts';
import { lookAt } from '../data-folder/format-3/look.mjs';
import { temporaryFolder } from './temporary.ts';

export type ChainName = 'archive' | 'pruned';

/** What the code of format 3 said of a chain, block by block. */
interface Told {
  readonly addresses: readonly string[];
  /** Length of the file. */
  readonly bytes: number;
  readonly seen: readonly unknown[];
}

const folder = new URL('../data-folder/format-3/', import.meta.url);
const told: Record<ChainName, Told> = JSON.parse(await readFile(new URL('seen.json', folder), 'utf8'));
const files = brotliDecompressSync(await readFile(new URL('folders.br', folder)));

/** A data folder that the code of format 3 wrote; see `data-folder/format-3/make.mjs`. */
export async function format3Folder(name: ChainName): Promise<string> {
  const dataDir = await temporaryFolder();
  const { archive } = told;
  const file = name === 'archive' ? files.subarray(0, archive.bytes) : files.subarray(archive.bytes);
  await makeFolder(join(dataDir, 'lmdb'));
  await writeFile(join(dataDir, 'lmdb', 'data.mdb'), file);
  return dataDir;
}

/** The records of such a folder in memory. */
export async function format3Store(name: ChainName): Promise<KeyValueStore> {
  const store = await openStore(await format3Folder(name), 'lmdb');
  try {
    return await copyStore(store);
  } finally {
    await store.close();
  }
}

/** The same records in memory, or in another store. */
export async function copyStore(store: KeyValueStore, copy = createMemoryStore()): Promise<KeyValueStore> {
  const changes: [Uint8Array, Uint8Array][] = [];
  for await (const key of store.keys(...keys.all)) changes.push([Buffer.from(key), store.get(key)!]);
  await copy.write(changes);
  return copy;
}

/** All records, by their keys. */
export async function contentOf(store: KeyValueStore): Promise<Map<string, string>> {
  const content = new Map<string, string>();
  for await (const key of store.keys(...keys.all))
    content.set(Buffer.from(key).toString('hex'), Buffer.from(store.get(key)!).toString('hex'));
  return content;
}

/** What a chain says of itself now, and what it said before. */
export async function sayings(
  store: KeyValueStore,
  name: ChainName,
): Promise<{ now: unknown; before: unknown }> {
  const chain = await openChain(store, parseGenesis(developmentGenesis()), policies[name]);
  const now = await lookAt(chain, told[name].addresses, { proveAccount, keccak256: keccak_256 });
  return { now, before: told[name].seen };
}

/** How the chains were kept. */
export const policies = {
  archive: { state: 'archive', proofs: 16 },
  pruned: { state: 9, proofs: 4 },
} as const;
