import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inputsOf } from '../chain/block-inputs.ts';
import { assertSameBlock } from '../chain/execute-block.ts';
import { openChain } from '../chain/open-chain.ts';
import { createCustomCrypto } from '../crypto/custom-crypto.ts';
import { developmentGenesis } from '../genesis/development.ts';
import { parseGenesis } from '../genesis/genesis-file.ts';
import { readJoined } from '../storage/joined.ts';
import { StorageError } from '../storage/key-value-store.ts';
import { openStore } from '../storage/open-store.ts';
import { type DataFolder, requireChain } from './data-folder.ts';
import { openDataFolder } from './open-data-folder.ts';
import type { UpgradeOptions } from './upgrades/upgrade-store.ts';

/** What a verification went through. */
export interface Verified {
  blocks: number;
  transactions: number;
  /** Hash of the newest block. */
  head: Uint8Array;
}

/**
 * Runs a chain again from its genesis and compares every block, hence every state root and receipt. A folder of an older
 * format is upgraded first.
 * @throws Fault at the first block that comes out different
 */
export async function verifyChain(
  { dataDir, database = 'lmdb', genesis = developmentGenesis() }: DataFolder,
  onBlock: (block: bigint, head: bigint) => void = () => undefined,
  upgrade: UpgradeOptions = {},
): Promise<Verified> {
  await requireChain(dataDir, database);
  const crypto = await createCustomCrypto();
  const store = await openDataFolder({ dataDir, database }, crypto.keccak256!, upgrade);
  const scratch = await mkdtemp(join(tmpdir(), 'evm-ml-verify-'));
  const replayStore = await openStore(scratch, database);
  try {
    const given = await openChain(store, parseGenesis(genesis), { crypto });
    const joined = readJoined(store, crypto.keccak256!);
    if (joined)
      throw new StorageError(
        `The chain in ${dataDir} joined at block ${joined.firstBlock} and has none before it: verify the folder of a node that has run all blocks.`,
      );
    const replay = await openChain(replayStore, parseGenesis(genesis), { crypto });
    const head = given.head.header.number;
    let transactions = 0;
    for (let number = 1n; number <= head; number++) {
      const block = await given.store.readBlock(number);
      if (!block)
        throw new StorageError(`The database is damaged: block ${number} is not there. Restore a backup.`);
      const executed = await replay.execute(block.transactions, inputsOf(block.header));
      assertSameBlock(block, executed.block);
      await replay.commit(executed);
      transactions += block.transactions.length;
      onBlock(number, head);
    }
    return { blocks: Number(head), transactions, head: given.head.hash() };
  } finally {
    await Promise.all([store.close(), replayStore.close()]);
    await rm(scratch, { recursive: true, force: true });
  }
}
