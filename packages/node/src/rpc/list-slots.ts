import type { Address } from '@ethereumjs/util';
import { bytesToBigInt } from '@ethereumjs/util';
import type { Hex } from 'viem';
import type { Keccak256 } from '../crypto/keccak.ts';
import { decodeAccount } from '../state/account-record.ts';
import { accountKey, nameOf, slotKey } from '../state/state-keys.ts';
import type { StateSource } from '../state/state-source.ts';
import { storageTrie } from '../state/state-tries.ts';
import { leavesFrom } from '../trie/walk.ts';
import { serverError } from './errors.ts';
import { toData, toWord } from './format/hex.ts';

/** Slots of a contract by the hash of their number; the database does not know the number itself. */
export interface SlotRange {
  readonly storage: Record<Hex, { key: null; value: Hex }>;
  /** Where the next range begins; null at the end. */
  readonly nextKey: Hex | null;
}

/** At most so many slots of a contract, from a hash, or the beginning of one, on. */
export function listSlots(
  source: StateSource,
  account: Address,
  start: Uint8Array,
  most: number,
  keccak256: Keccak256,
): SlotRange {
  const name = nameOf(keccak256(account.bytes));
  const record = source.record(accountKey(name));
  if (!record) throw serverError(`account ${account} does not exist there`);
  const trie = storageTrie(source, name, decodeAccount(record).storageRoot);
  const storage: SlotRange['storage'] = {};
  let left = most;
  for (const { key } of leavesFrom(trie.root, start, trie)) {
    if (left-- === 0) return { storage, nextKey: toData(key) };
    const value = source.record(slotKey(name, nameOf(key))) ?? new Uint8Array();
    storage[toData(key)] = { key: null, value: toWord(bytesToBigInt(value)) };
  }
  return { storage, nextKey: null };
}
