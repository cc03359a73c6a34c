import type { MerklePatriciaTrie } from '@ethereumjs/mpt';
import { MerkleStateManager } from '@ethereumjs/statemanager';
import type { Account, Address } from '@ethereumjs/util';
import { DELEGATION_PREFIX } from '@evm-ml/evm';

type ModifyTrie = Parameters<MerkleStateManager['_modifyContractStorage']>[2];

/** Tries of contracts' storage that are kept open between blocks. */
const maxStorageTries = 1_000;

/** The library's state manager for a process that runs long: a failed read comes out, and memory has a bound. */
export class ChainState extends MerkleStateManager {
  private sender: Address | undefined;

  /**
   * Lets a contract send the next transaction, which EIP-3607 forbids: the library looks at the code of the sender
   * once, before anything runs, and finds that of an account that delegates.
   */
  letSend(contract: Address): void {
    this.sender = contract;
  }

  override async getCode(address: Address): Promise<Uint8Array> {
    if (!this.sender?.equals(address)) return super.getCode(address);
    this.sender = undefined;
    return DELEGATION_PREFIX;
  }

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
