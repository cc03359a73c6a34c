import { KECCAK256_RLP } from '@ethereumjs/util';
import type { Keccak256 } from '../crypto/keccak.ts';
import { encodeString } from '../trie/encode.ts';
import { type Update, updateTrie } from '../trie/update.ts';
import { leavesFrom } from '../trie/walk.ts';
import { type AccountRecord, decodeAccount, encodeAccount, encodeLeafAccount } from './account-record.ts';
import { accountKey, keptBytesOf, nameOf, nodeKey, slotKey } from './state-keys.ts';
import type { KeptNode, StateChanges, StateSource } from './state-source.ts';
import { accountTrie, type StateTrie, storageTrie } from './state-tries.ts';

/** What becomes of an account. Names are hashes. */
export interface AccountChange {
  /** Undefined: it goes away, with its storage. Its storage root is that of before. */
  readonly account: Omit<AccountRecord, 'storageRoot'> | undefined;
  /** True if its storage of before goes away. */
  readonly isWiped: boolean;
  /** Slots to be, without leading zeros; empty: none. */
  readonly slots: ReadonlyMap<string, Uint8Array>;
}

const top = new Uint8Array();
const noStart = new Uint8Array(32);

/**
 * Root of a state after changes of accounts, and all that the database has to change for it.
 * @throws StorageError
 */
export function changeState(
  source: StateSource,
  accounts: ReadonlyMap<string, AccountChange>,
  code: ReadonlyMap<string, Uint8Array>,
  keccak256: Keccak256,
): { root: Uint8Array; changes: StateChanges } {
  const records = new Map<string, Uint8Array | undefined>();
  const nodes = new Map<string, KeptNode | undefined>();
  const updates: Update[] = [];
  for (const [address, change] of accounts) {
    const before = source.record(accountKey(address));
    const old = before && decodeAccount(before);
    const storageRoot = changeStorage(source, address, old, change, records, nodes, keccak256);
    const account = change.account && { ...change.account, storageRoot };
    const after = account && encodeAccount(account);
    if (isSame(before, after)) continue;
    records.set(accountKey(address), after);
    updates.push({ key: keptBytesOf(address), value: account && encodeLeafAccount(account) });
  }
  const trie = accountTrie(source);
  if (updates.length === 0) return { root: rootHash(trie, keccak256), changes: { records, nodes, code } };
  const root = update(trie, updates, undefined, nodes, keccak256);
  return { root, changes: { records, nodes, code } };
}

/** Root of a trie that does not change. */
function rootHash(trie: StateTrie, keccak256: Keccak256): Uint8Array {
  return updateTrie(trie.root, [], trie, keccak256).hash;
}

function changeStorage(
  source: StateSource,
  address: string,
  old: AccountRecord | undefined,
  { account, isWiped, slots }: AccountChange,
  records: Map<string, Uint8Array | undefined>,
  nodes: Map<string, KeptNode | undefined>,
  keccak256: Keccak256,
): Uint8Array {
  const hadStorage = old !== undefined && !isSame(old.storageRoot, KECCAK256_RLP);
  const values = account ? slots : new Map<string, Uint8Array>();
  const updates: Update[] = [];
  for (const [slot, value] of values) {
    const before = hadStorage ? (source.record(slotKey(address, slot)) ?? noValue) : noValue;
    if (isSame(before, value)) continue;
    records.set(slotKey(address, slot), value.length > 0 ? value : undefined);
    updates.push({ key: keptBytesOf(slot), value: value.length > 0 ? encodeString(value) : undefined });
  }
  const trie = storageTrie(source, address, old?.storageRoot ?? KECCAK256_RLP);
  if (hadStorage && (isWiped || !account)) {
    for (const { key } of leavesFrom(trie.root, noStart, trie)) {
      const name = nameOf(key);
      if (values.get(name)?.length) continue;
      records.set(slotKey(address, name), undefined);
      if (!values.has(name)) updates.push({ key, value: undefined });
    }
  }
  if (updates.length === 0) return old?.storageRoot ?? KECCAK256_RLP;
  return update(trie, updates, address, nodes, keccak256);
}

function update(
  trie: StateTrie,
  updates: readonly Update[],
  address: string | undefined,
  nodes: Map<string, KeptNode | undefined>,
  keccak256: Keccak256,
): Uint8Array {
  const { root, hash, placed, removed } = updateTrie(trie.root, updates, trie, keccak256);
  for (const path of removed) nodes.set(nodeKey(path, address), undefined);
  for (const [path, node] of placed) nodes.set(nodeKey(path, address), node);
  if (root?.kind !== 'inner') nodes.set(nodeKey(top, address), root);
  return hash;
}

const noValue = new Uint8Array();

const isSame = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a === undefined || b === undefined ? a === b : Buffer.compare(a, b) === 0;
