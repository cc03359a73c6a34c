import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inputsOf } from '../chain/block-inputs.ts';
import { assertSameBlock } from '../chain/execute-block.ts';
import { openChain } from '../chain/open-chain.ts';
import { developmentGenesis } from '../genesis/development.ts';
import { parseGenesis } from '../genesis/genesis-file.ts';
import { StorageError } from '../storage/key-value-store.ts';
import { openStore } from '../storage/open-store.ts';
import { type DataFolder, requireChain } from './data-folder.ts';

/** What a verification went through. */
export interface Verified {
  blocks: number;
  transactions: number;
  /** Hash of the newest block. */
  head: Uint8Array;
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
