import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertSameBlock } from '../chain/execute-block.ts';
import { openChain } from '../chain/open-chain.ts';
import { developmentGenesis } from '../genesis/development.ts';
import { type GenesisFile, parseGenesis } from '../genesis/genesis-file.ts';
import { StorageError } from './key-value-store.ts';
import { type Engine, openEngine, openStore } from './open-store.ts';

/** A chain on disk, as `startNode` takes it. */
export interface DataFolder {
  dataDir: string;
  database?: Engine;
  genesis?: GenesisFile;
}

/** What a verification went through. */
export interface Verified {
  blocks: number;
  transactions: number;
  /** Hash of the newest block. */
  head: Uint8Array;
}

/** Writes a consistent copy of a chain into an empty folder, which is then a data folder. The node may run meanwhile with LMDB. */
export async function backupChain({ dataDir, database = 'lmdb' }: DataFolder, target: string): Promise<void> {
  const present = await readdir(target).catch(() => []);
  if (present.length > 0) throw new StorageError(`${target} is not empty: name a new folder for the backup.`);
  await requireChain(dataDir, database);
  const store = await openEngine(join(dataDir, database), database);
  try {
    await store.backup(join(target, database));
  } finally {
    await store.close();
  }
}

/** Puts a backup into an empty data folder, after opening it as a chain. */
export async function restoreChain(backup: DataFolder, dataDir: string): Promise<void> {
  await requireChain(backup.dataDir, backup.database ?? 'lmdb');
  const store = await openStore(backup.dataDir, backup.database ?? 'lmdb');
  try {
    await openChain(store, parseGenesis(backup.genesis ?? developmentGenesis()));
  } finally {
    await store.close();
  }
  await backupChain(backup, dataDir);
}

/**
 * Runs a chain again from its genesis and compares every block, hence every state root and receipt.
 * @throws Fault at the first block that comes out different
 */
export async function verifyChain(
  { dataDir, database = 'lmdb', genesis = developmentGenesis() }: DataFolder,
  onBlock: (block: bigint, head: bigint) => void = () => undefined,
): Promise<Verified> {
  await requireChain(dataDir, database);
  const store = await openStore(dataDir, database);
  const scratch = await mkdtemp(join(tmpdir(), 'evm-ml-verify-'));
  const replayStore = await openStore(scratch, database);
  try {
    const given = await openChain(store, parseGenesis(genesis));
    const replay = await openChain(replayStore, parseGenesis(genesis));
    const head = given.head.header.number;
    let transactions = 0;
    for (let number = 1n; number <= head; number++) {
      const block = await given.store.readBlock(number);
      if (!block)
        throw new StorageError(`The database is damaged: block ${number} is not there. Restore a backup.`);
      const { timestamp, coinbase, mixHash, gasLimit, extraData } = block.header;
      const baseFee = block.header.baseFeePerGas;
      const executed = await replay.append(block.transactions, {
        timestamp,
        coinbase,
        prevRandao: mixHash,
        gasLimit,
        extraData,
        ...(baseFee !== undefined && { baseFeePerGas: baseFee }),
      });
      assertSameBlock(block, executed.block);
      transactions += block.transactions.length;
      onBlock(number, head);
    }
    return { blocks: Number(head), transactions, head: given.head.hash() };
  } finally {
    await Promise.all([store.close(), replayStore.close()]);
    await rm(scratch, { recursive: true, force: true });
  }
}

async function requireChain(dataDir: string, database: Engine): Promise<void> {
  const files = await readdir(join(dataDir, database)).catch(() => []);
  if (files.length === 0) throw new StorageError(`There is no chain in ${dataDir} (${database}).`);
}
