import { equalsBytes, KECCAK256_NULL } from '@ethereumjs/util';
import { decodeAccount, encodeLeafAccount } from '../state/account-record.ts';
import { accountKey, nameOf, slotKey } from '../state/state-keys.ts';
import type { StateSource } from '../state/state-source.ts';
import { accountTrie, type StateTrie, storageTrie } from '../state/state-tries.ts';
import { damaged } from '../storage/sealed-record.ts';
import { leavesFrom } from '../trie/walk.ts';
import type { Item } from './item.ts';

/** An item of a state, and the leaves that it stands at. */
export interface StateItem {
  readonly item: Extract<Item, { kind: 'account' | 'code' | 'slot' }>;
  /** The last account, with its storage. */
  readonly account: Uint8Array;
  readonly storage: StateTrie;
  /** Its last slot; undefined before the first. */
  readonly slot: Uint8Array | undefined;
}

const start = new Uint8Array(32);

/**
 * All of a state: accounts in the order of their hashes, after each its code, where no account before it had the same,
 * and its slots in the order of theirs. In memory are the way to where it is, and the hashes of the codes.
 * @throws StorageError, StatePruned
 */
export function* stateItems(source: StateSource): Generator<StateItem> {
  const codes = new Set<string>();
  const accounts = accountTrie(source);
  for (const { key: account } of leavesFrom(accounts.root, start, accounts)) {
    const record = source.record(accountKey(nameOf(account)));
    if (!record) throw damaged('an account that the trie names is not there');
    const fields = decodeAccount(record);
    const [leaf, { codeHash, storageRoot }] = [encodeLeafAccount(fields), fields];
    const storage = storageTrie(source, nameOf(account), storageRoot);
    yield { item: { kind: 'account', key: account, leaf }, account, storage, slot: undefined };
    if (!equalsBytes(codeHash, KECCAK256_NULL) && !codes.has(nameOf(codeHash))) {
      codes.add(nameOf(codeHash));
      yield { item: { kind: 'code', code: source.code(codeHash) }, account, storage, slot: undefined };
    }
    for (const { key: slot } of leavesFrom(storage.root, start, storage)) {
      const value = source.record(slotKey(nameOf(account), nameOf(slot)));
      if (!value) throw damaged('a value that the trie names is not there');
      yield { item: { kind: 'slot', key: slot, value }, account, storage, slot };
    }
  }
}
