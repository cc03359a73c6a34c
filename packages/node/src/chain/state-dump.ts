import { gunzipSync, gzipSync } from 'node:zlib';
import type { MerkleStateManager } from '@ethereumjs/statemanager';
import { bytesToHex, hexToBytes, unprefixedHexToBytes } from '@ethereumjs/util';
import { z } from 'zod';
import type { Keccak256 } from '../crypto/keccak.ts';
import { entryKey, markReachable } from '../storage/pruning/mark-reachable.ts';
import type { ReadBudget } from './read-budget.ts';

/** A state as the database has it: a root, and everything that it needs. Accounts and slots are named by their hash. */
export interface StateDump {
  readonly root: Uint8Array;
  /** Of the block whose state it is. */
  readonly timestamp: bigint;
  /** Trie nodes and code by the name of their entry. */
  readonly entries: ReadonlyMap<string, Uint8Array>;
}

/** Why bytes are no dump that can be loaded. */
export interface Unreadable {
  readonly reason: string;
}

export const isUnreadable = (dump: StateDump | Unreadable): dump is Unreadable => 'reason' in dump;

const format = 'evm-ml state 1';
const base64 = z.string().transform((text) => new Uint8Array(Buffer.from(text, 'base64')));
const dumpFile = z.object({
  format: z.literal(format),
  root: z.string().regex(/^0x[0-9a-f]{64}$/),
  timestamp: z.number().int().nonnegative(),
  nodes: z.array(base64),
  code: z.array(base64),
});

/** Bytes that an entry takes besides its own. */
const entryBytes = 200;

const never = () => undefined;

/** Collects all that a state needs: gzip of JSON. @throws TooManyBytes */
export async function dumpState(
  state: MerkleStateManager,
  root: Uint8Array,
  timestamp: bigint,
  bytes: ReadBudget,
): Promise<Uint8Array> {
  const database = state['_trie'].database();
  const [nodes, code]: [string[], string[]] = [[], []];
  const read = async (key: string) => {
    const value = await database.db.get(key);
    if (!(value instanceof Uint8Array)) throw new Error(`state entry ${key} is not there`);
    bytes.take(entryBytes + 2 * value.length);
    return value;
  };
  const live = new Set<string>();
  await markReachable(
    root,
    async (key) => {
      const value = await read(key);
      nodes.push(Buffer.from(value).toString('base64'));
      return value;
    },
    live,
    never,
  );
  for (const key of live) if (key.length > 64) code.push(Buffer.from(await read(key)).toString('base64'));
  const text = JSON.stringify({ format, root: bytesToHex(root), timestamp: Number(timestamp), nodes, code });
  return new Uint8Array(gzipSync(text));
}

/** Reads what `dumpState` wrote, at most so many bytes of it. What is in it is named by its own hash. */
export function readDump(bytes: Uint8Array, maxBytes: number, keccak256: Keccak256): StateDump | Unreadable {
  const file = parseDump(bytes, maxBytes);
  if (!file?.success) return { reason: 'expected what anvil_dumpState of an evm-ml node gave' };
  const { root, timestamp, nodes, code } = file.data;
  const entries = new Map([
    ...nodes.map((node) => [entryKey({ hash: keccak256(node), kind: 'account trie' }), node] as const),
    ...code.map((each) => [entryKey({ hash: keccak256(each), kind: 'code' }), each] as const),
  ]);
  return {
    root: hexToBytes(root as `0x${string}`),
    timestamp: BigInt(timestamp),
    entries,
  };
}

function parseDump(bytes: Uint8Array, maxOutputLength: number) {
  try {
    return dumpFile.safeParse(JSON.parse(String(gunzipSync(bytes, { maxOutputLength }))));
  } catch {
    return undefined;
  }
}

/** Puts a state that has no fault in the place of the present one. */
export async function loadState(state: MerkleStateManager, { root, entries }: StateDump): Promise<void> {
  const database = state['_trie'].database();
  for (const [key, value] of entries) await database.put(unprefixedHexToBytes(key), value);
  await state.setStateRoot(root, true);
}

/** Why a dump cannot be loaded: something that its root needs is missing, or is no trie node; undefined if it can. */
export async function faultOf({ root, entries }: StateDump): Promise<string | undefined> {
  const live = new Set<string>();
  try {
    await markReachable(root, async (key) => entries.get(key) ?? raise(missing(key)), live, never);
  } catch (error) {
    return error instanceof Unloadable ? error.message : 'the dump holds what is no state';
  }
  const absent = [...live].find((key) => !entries.has(key));
  return absent === undefined ? undefined : missing(absent);
}

class Unloadable extends Error {
  override readonly name = 'Unloadable';
}

const missing = (key: string) => `the dump is not whole: state entry ${key} is missing`;

function raise(reason: string): never {
  throw new Unloadable(reason);
}
