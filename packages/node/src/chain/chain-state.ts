import type { MerklePatriciaTrie } from '@ethereumjs/mpt';
import { MerkleStateManager } from '@ethereumjs/statemanager';
import type { Account, Address } from '@ethereumjs/util';

type ModifyTrie = Parameters<MerkleStateManager['_modifyContractStorage']>[2];

/** Tries of contracts' storage that are kept open between blocks. */
const maxStorageTries = 1_000;

/** The library's state manager for a process that runs long: a failed read comes out, and memory has a bound. */
export class ChainState extends MerkleStateManager {
  /** The library's own lets an error in `modifyTrie` go unhandled and never returns. */
  protected override async _modifyContractStorage(
    address: Address,
    account: Account,
    modifyTrie: (storageTrie: MerklePatriciaTrie, done: Parameters<ModifyTrie>[1]) => void | Promise<void>,
  ): Promise<void> {
    const storageTrie = this._getStorageTrie(address, account);
    await modifyTrie(storageTrie, () => undefined);
    account.storageRoot = storageTrie.root();
    await this.putAccount(address, account);
  }

  /** Forgets the open tries when they are many; to be called between blocks, when all is flushed. */
  boundStorageTries(): void {
    if (Object.keys(this._storageTries).length > maxStorageTries) this._storageTries = {};
  }
}
