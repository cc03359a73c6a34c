import { KECCAK256_NULL, KECCAK256_RLP } from '@ethereumjs/util';
import type { Keccak256 } from '../crypto/keccak.ts';
import { prove } from '../trie/prove.ts';
import { type AccountRecord, decodeAccount } from './account-record.ts';
import { accountKey, nameOf, slotKey } from './state-keys.ts';
import type { StateSource } from './state-source.ts';
import { accountTrie, storageTrie } from './state-tries.ts';

/** What a state has of an account, with the trie nodes that show it (EIP-1186). */
export interface AccountProof {
  readonly account: AccountRecord;
  /** RLP of the nodes from the root on. */
  readonly proof: readonly Uint8Array[];
  readonly slots: readonly SlotProof[];
}

/** What a slot holds, without leading zeros. */
export interface SlotProof {
  readonly value: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

const noAccount: AccountRecord = {
  nonce: 0n,
  balance: 0n,
  storageRoot: KECCAK256_RLP,
  codeHash: KECCAK256_NULL,
};

/**
 * Proves an account and some of its slots, or that they are not there.
 * @throws StorageError, or StatePruned where the trie of the state is not kept
 */
export function proveAccount(
  source: StateSource,
  address: Uint8Array,
  slots: readonly Uint8Array[],
  keccak256: Keccak256,
): AccountProof {
  const name = keccak256(address);
  const trie = accountTrie(source);
  const record = source.record(accountKey(nameOf(name)));
  const account = record ? decodeAccount(record) : noAccount;
  const storage = storageTrie(source, nameOf(name), account.storageRoot);
  return {
    account,
    proof: prove(trie.root, name, trie, keccak256),
    slots: slots.map((slot) => {
      const key = keccak256(slot);
      return {
        value: source.record(slotKey(nameOf(name), nameOf(key))) ?? new Uint8Array(),
        proof: prove(storage.root, key, storage, keccak256),
      };
    }),
  };
}
