import { gunzipSync, gzipSync } from 'node:zlib';
import { bytesToHex, equalsBytes, hexToBytes, KECCAK256_NULL } from '@ethereumjs/util';
import { z } from 'zod';
import type { ReadBudget } from '../chain/read-budget.ts';
import type { Limits } from '../config/limits.ts';
import type { Keccak256 } from '../crypto/keccak.ts';
import { decodeAccount } from '../state/account-record.ts';
import { accountKey, nameOf, slotKey } from '../state/state-keys.ts';
import type { AccountChange } from '../state/state-root.ts';
import type { StateSource } from '../state/state-source.ts';
import { accountTrie, type StateTrie, storageTrie } from '../state/state-tries.ts';
import type { WorldState } from '../state/world-state.ts';
import { leavesFrom } from '../trie/walk.ts';
import { JsonScan, ShapeExceeded, type ShapeLimits } from './scan-json.ts';

/** A state as the database has it. Accounts and slots are named by their hash. */
export interface StateDump {
  /** Of the block whose state it is. */
  readonly timestamp: bigint;
  readonly accounts: ReadonlyMap<string, AccountChange>;
  /** By the name of its hash. */
  readonly code: ReadonlyMap<string, Uint8Array>;
}

/** Why bytes are no dump that can be loaded. */
export interface Unreadable {
  readonly reason: string;
}

export const isUnreadable = (dump: StateDump | Unreadable): dump is Unreadable => 'reason' in dump;

const format = 'evm-ml state 2';
const hex = (bytes: number) =>
  z
    .string()
    .regex(new RegExp(`^0x[0-9a-f]{${2 * bytes}}$`))
    .transform((text) => hexToBytes(text as `0x${string}`));
const number = (bits: number) =>
  z
    .string()
    .regex(/^\d{1,78}$/)
    .transform(BigInt)
    .refine((value) => value < 1n << BigInt(bits));
const slotValue = z
  .string()
  .regex(/^0x(?!00)([0-9a-f]{2}){1,32}$/)
  .transform((text) => hexToBytes(text as `0x${string}`));
const dumpFile = z.object({
  format: z.literal(format),
  timestamp: z.number().int().nonnegative(),
  accounts: z.array(
    z.object({
      name: hex(32),
      nonce: number(64),
      balance: number(256),
      code: hex(32).optional(),
      storage: z.array(z.tuple([hex(32), slotValue])),
    }),
  ),
  code: z.array(z.string().transform((text) => new Uint8Array(Buffer.from(text, 'base64')))),
});

/** Bytes that an entry takes besides its own. */
const entryBytes = 200;

/** Collects all that a state has: gzip of JSON. @throws TooManyBytes */
export function dumpState(source: StateSource, timestamp: bigint, bytes: ReadBudget): Uint8Array {
  const accounts: z.input<typeof dumpFile>['accounts'] = [];
  const code = new Map<string, string>();
  for (const { key } of leavesOf(accountTrie(source))) {
    const { nonce, balance, codeHash, storageRoot } = decodeAccount(source.record(accountKey(nameOf(key)))!);
    const storage: [string, string][] = [];
    for (const slot of leavesOf(storageTrie(source, nameOf(key), storageRoot))) {
      bytes.take(entryBytes);
      storage.push([
        bytesToHex(slot.key),
        bytesToHex(source.record(slotKey(nameOf(key), nameOf(slot.key)))!),
      ]);
    }
    const hasCode = !equalsBytes(codeHash, KECCAK256_NULL);
    if (hasCode && !code.has(nameOf(codeHash))) {
      const content = source.code(codeHash);
      bytes.take(2 * content.length);
      code.set(nameOf(codeHash), Buffer.from(content).toString('base64'));
    }
    bytes.take(entryBytes);
    accounts.push({
      name: bytesToHex(key),
      nonce: String(nonce),
      balance: String(balance),
      ...(hasCode && { code: bytesToHex(codeHash) }),
      storage,
    });
  }
  const text = JSON.stringify({ format, timestamp: Number(timestamp), accounts, code: [...code.values()] });
  return new Uint8Array(gzipSync(text));
}

const leavesOf = (trie: StateTrie) => leavesFrom(trie.root, new Uint8Array(32), trie);

/** Reads what `dumpState` wrote, at most so many bytes and values of it. */
export function readDump(
  bytes: Uint8Array,
  limits: ShapeLimits & Pick<Limits, 'maxReadBytes'>,
  keccak256: Keccak256,
): StateDump | Unreadable {
  const file = parseDump(bytes, limits);
  if (file && 'reason' in file) return file;
  if (!file?.success) return { reason: 'expected what anvil_dumpState of an evm-ml node gave' };
  const code = new Map(file.data.code.map((each) => [nameOf(keccak256(each)), each] as const));
  const accounts = new Map<string, AccountChange>();
  for (const { name, nonce, balance, code: codeHash = KECCAK256_NULL, storage } of file.data.accounts) {
    if (!equalsBytes(codeHash, KECCAK256_NULL) && !code.has(nameOf(codeHash)))
      return { reason: `the dump is not whole: code ${bytesToHex(codeHash)} is missing` };
    const slots = new Map(storage.map(([slot, value]) => [nameOf(slot), value] as const));
    accounts.set(nameOf(name), { account: { nonce, balance, codeHash }, slots, isWiped: true });
  }
  return { timestamp: BigInt(file.data.timestamp), accounts, code };
}

function parseDump(bytes: Uint8Array, limits: ShapeLimits & Pick<Limits, 'maxReadBytes'>) {
  try {
    const text = gunzipSync(bytes, { maxOutputLength: limits.maxReadBytes });
    new JsonScan(limits).feed(text);
    return dumpFile.safeParse(JSON.parse(String(text)));
  } catch (error) {
    return error instanceof ShapeExceeded ? { reason: `the dump has ${error.message}` } : undefined;
  }
}

/** Puts a dumped state in the place of the present one. */
export const loadState = (state: WorldState, { accounts, code }: StateDump): void =>
  state.replace(accounts, code);
