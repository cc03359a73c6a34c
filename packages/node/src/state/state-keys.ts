/**
 * Keys of the state's records, as strings of one character a byte: they are keys of maps first, and bytes only where the
 * database is asked. Accounts and slots are named by their hashes, trie nodes by their way from the root.
 */
import { packPath } from '../trie/nibbles.ts';
import type { HistoryKind } from './retention.ts';

/** First byte of each kind of record of the newest state; see `storage/keys.ts` for all others, `history.ts` for the past. */
export const stateTag = {
  account: 0x0a,
  slot: 0x0b,
  accountNode: 0x0c,
  storageNode: 0x0d,
  code: 0x0e,
} as const;

/** One character a byte. */
export const nameOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');

/** The bytes of a name. */
export const bytesOf = (name: string): Uint8Array => Buffer.from(name, 'latin1');

/** The same, to be kept: in memory of its own, where `bytesOf` would hold 8 KiB that many share. */
export const keptBytesOf = (name: string): Uint8Array => new Uint8Array(bytesOf(name));

const tag = (kind: keyof typeof stateTag): string => String.fromCharCode(stateTag[kind]);
const [account, slot, accountNode, storageNode, code] = [
  tag('account'),
  tag('slot'),
  tag('accountNode'),
  tag('storageNode'),
  tag('code'),
];

/** True for the newest version of an account, a slot or a trie node. */
export const isOfNewestState = ([kind]: Uint8Array): boolean =>
  kind !== undefined && kind >= stateTag.account && kind <= stateTag.storageNode;

/** @param address hash of an address, 32 characters */
export const accountKey = (address: string): string => account + address;

/** @param key hash of a slot's number, 32 characters */
export const slotKey = (address: string, key: string): string => slot + address + key;

/** A node of a contract's storage or, where that is left out, of the trie of accounts. */
export const nodeKey = (path: Uint8Array, address?: string): string =>
  address === undefined
    ? accountNode + nameOf(packPath(path))
    : storageNode + address + nameOf(packPath(path));

/** @param hash of code, 32 characters */
export const codeKey = (hash: string): string => code + hash;

/** The history that has what is replaced at a key. */
export function kindOf(key: string): HistoryKind {
  const kind = key.charCodeAt(0);
  return kind === stateTag.account || kind === stateTag.slot ? 'records' : 'nodes';
}
