import { CODEHASH_PREFIX } from '@ethereumjs/statemanager';
import { bytesToUnprefixedHex, equalsBytes, KECCAK256_RLP } from '@ethereumjs/util';
import { type Reference, referencesOf } from './references.ts';

/** Reads a state entry by its key in hexadecimal digits; throws when it is not there. */
export type ReadEntry = (key: string) => Promise<Uint8Array>;

const codePrefix = bytesToUnprefixedHex(CODEHASH_PREFIX);

/** Name of an entry in the state database, in hexadecimal digits. */
export const entryKey = ({ hash, kind }: Reference): string =>
  kind === 'code' ? codePrefix + bytesToUnprefixedHex(hash) : bytesToUnprefixedHex(hash);

/**
 * Adds to `live` every entry that a state needs. What is in `live` already has been followed and is not read again,
 * so that a state costs only what it does not share with those before it.
 * @param pause awaited after each entry; a throw ends the walk
 */
export async function markReachable(
  root: Uint8Array,
  read: ReadEntry,
  live: Set<string>,
  pause: () => Promise<void> | undefined,
): Promise<void> {
  if (equalsBytes(root, KECCAK256_RLP)) return;
  const open: Reference[] = [{ hash: root, kind: 'account trie' }];
  for (let reference = open.pop(); reference !== undefined; reference = open.pop()) {
    const key = entryKey(reference);
    if (live.has(key)) continue;
    live.add(key);
    if (reference.kind !== 'code') open.push(...referencesOf(await read(key), reference.kind));
    await pause();
  }
}
