import type { BlockHeader } from '@ethereumjs/block';
import type { Common } from '@ethereumjs/common';
import type { EVMMockBlockchainInterface } from '@ethereumjs/evm';
import { MerklePatriciaTrie } from '@ethereumjs/mpt';
import { Caches, CacheType } from '@ethereumjs/statemanager';
import { type DB, KECCAK256_RLP, ValueEncoding } from '@ethereumjs/util';
import { createVM, type VM } from '@ethereumjs/vm';
import { ChainState } from './chain-state.ts';
import type { ChainEvm } from './evm.ts';

/** A VM over one state. Not re-entrant: one user at a time. */
export interface Machine {
  readonly vm: VM;
  readonly state: ChainState;
  /** Seconds from a block's timestamp to the next one's at the least. */
  readonly timestampStep: bigint;
}

/** A state, named by the block that it is the state after. */
export type StateOfBlock = Pick<BlockHeader, 'number' | 'stateRoot'>;

/** What machines of one chain share. */
export interface MachineParts {
  readonly common: Common;
  readonly evm: ChainEvm;
  readonly timestampStep: bigint;
  /** Hash of a block by number, for BLOCKHASH. */
  readonly blockHashes: EVMMockBlockchainInterface;
}

/** There is no block of this number yet. One that should be there and is not is damage, and another error. */
export class NoSuchBlock extends Error {
  override readonly name = 'NoSuchBlock';
}

/**
 * Builds a machine over `database` at `root`.
 * @param longLived keep bounded caches across blocks; a short-lived machine clears its caches after each use
 */
export async function createMachine(
  parts: MachineParts,
  database: DB<string, string | Uint8Array>,
  root: Uint8Array = KECCAK256_RLP,
  longLived = false,
): Promise<Machine> {
  const common = parts.common.copy();
  const trie = new MerklePatriciaTrie({
    db: database,
    root,
    useKeyHashing: true,
    valueEncoding: ValueEncoding.Bytes,
    cacheSize: longLived ? 100_000 : 0,
    common,
  });
  const state = new ChainState({ common, trie, caches: createCaches(longLived) });
  const evm = await parts.evm.create({ common, stateManager: state, blockchain: parts.blockHashes });
  const vm = await createVM({ common, stateManager: state, blockchain: parts.blockHashes, evm });
  return { vm, state, timestampStep: parts.timestampStep };
}

/** An LRU cache must hold every entry that one block changes: a block of 30M gas cannot touch 20,000 slots. */
function createCaches(longLived: boolean): Caches {
  if (!longLived) return new Caches();
  return new Caches({
    account: { type: CacheType.LRU, size: 100_000 },
    storage: { type: CacheType.LRU, size: 50_000 },
    code: { type: CacheType.LRU, size: 10_000 },
  });
}
