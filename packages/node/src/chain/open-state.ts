import type { Common } from '@ethereumjs/common';
import { MerklePatriciaTrie } from '@ethereumjs/mpt';
import { MerkleStateManager } from '@ethereumjs/statemanager';
import { ValueEncoding } from '@ethereumjs/util';
import { type StateDatabase, StateView } from '../storage/state-database.ts';
import type { StateOfBlock } from './machine.ts';

/**
 * Accounts, code and storage after a block, to read.
 * @param assertKept throws StatePruned when the state is not kept, asked now and whenever an entry is not there
 */
export function openState(
  common: Common,
  database: StateDatabase,
  block: StateOfBlock,
  assertKept: (block: StateOfBlock) => void,
): MerkleStateManager {
  assertKept(block);
  const trie = new MerklePatriciaTrie({
    db: new StateView(database, () => assertKept(block)),
    root: block.stateRoot,
    useKeyHashing: true,
    valueEncoding: ValueEncoding.Bytes,
    common,
  });
  return new MerkleStateManager({ common, trie });
}
