import { damaged } from '../storage/sealed-record.ts';
import { hasKey } from '../trie/prove.ts';
import { decodeAccount } from './account-record.ts';
import type { HistoryKind } from './retention.ts';
import { accountKey, bytesOf, stateTag } from './state-keys.ts';
import type { StateSource } from './state-source.ts';
import { StateStore } from './state-store.ts';
import { accountTrie, type StateTrie, storageTrie } from './state-tries.ts';
import type { Version } from './version.ts';

/** Tells what is kept of a state. */
export interface Kept {
  /** @throws StatePruned when it is not kept any more, as soon as the database may have forgotten something of it */
  assertKept(kind: HistoryKind): void;
}

/** What is asked of the store; versions may come from where they are remembered. */
export type StateReads = Pick<StateStore, 'newest' | 'versionAt' | 'code' | 'look'>;

/**
 * The state after a block, as the database keeps it. The database may move on meanwhile: what a later block wrote is
 * seen as such by its version.
 * @throws StorageError or StatePruned from its methods
 */
export function keptState(store: StateReads, block: number, kept: Kept): StateSource {
  kept.assertKept('records');
  /** What the state has, from what is there now; what was forgotten meanwhile would look like nothing, or like damage. */
  const seen = (kind: HistoryKind, key: string, newest: () => Version | undefined): Version | undefined => {
    let isKept = false;
    try {
      const version = newest();
      isKept = version !== undefined && version.since <= block;
      return version && store.versionAt(key, block, version);
    } finally {
      if (!isKept) kept.assertKept(kind);
    }
  };
  return {
    record: (key) => seen('records', key, () => store.newest(key) ?? confirmAbsence(store, key))?.value,
    node(key) {
      const version = seen('nodes', key, () => store.newest(key));
      return version && StateStore.node(version);
    },
    code: (hash) => store.code(hash),
  };
}

/**
 * A record that is lost looks like one that never was: the newest trie tells them apart. In a database that moves on
 * while the trie is looked at, two tries may look like a damaged one: one look at one of them decides.
 * @returns what came meanwhile
 */
function confirmAbsence(store: StateReads, key: string): Version | undefined {
  for (let seen: string | undefined; ; ) {
    try {
      return lookForAbsence(store, key);
    } catch (error) {
      const now = store.look();
      if (now === seen) throw error;
      seen = now;
    }
  }
}

function lookForAbsence(store: StateReads, key: string): Version | undefined {
  const newest = newestState(store);
  const isAccount = key.charCodeAt(0) === stateTag.account;
  const trie = isAccount ? accountTrie(newest) : storageOf(newest, key.slice(1, 33));
  if (!trie || !hasKey(trie.root, bytesOf(key.slice(isAccount ? 1 : 33)), trie)) return undefined;
  const again = store.newest(key);
  if (!again) throw damaged(`the record of ${isAccount ? 'an account' : 'a slot'} is not there`);
  return again;
}

function storageOf(newest: StateSource, address: string): StateTrie | undefined {
  const account = newest.record(accountKey(address));
  return account && storageTrie(newest, address, decodeAccount(account).storageRoot);
}

/** The newest state, as it is while it is looked at. */
const newestState = (store: StateReads): StateSource => ({
  record: (key) => store.newest(key)?.value,
  node(key) {
    const newest = store.newest(key);
    return newest && StateStore.node(newest);
  },
  code: (hash) => store.code(hash),
});
