import { concatBytes } from '@ethereumjs/util';
import type { Keccak256 } from '../crypto/keccak.ts';

/** First byte of every key: one table for the whole database. */
const prefix = {
  meta: 0x00,
  header: 0x02,
  body: 0x03,
  receipts: 0x04,
  blockNumber: 0x05,
  transaction: 0x06,
  waiting: 0x07,
  known: 0x08,
  aside: 0x09,
  // 0x0a to 0x10 are the state's: see `state/state-keys.ts`.
} as const;

const tagged = (tag: number, rest: Uint8Array) => concatBytes(Uint8Array.of(tag), rest);

/** Block numbers are 6 bytes, big endian, so that byte order is block order. */
function numberBytes(number: bigint): Uint8Array {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(Number(number), 0, 6);
  return new Uint8Array(bytes);
}

/** The database's keys. */
export const keys = {
  /** One of a few named records. */
  meta: (name: 'format' | 'head' | 'pruning') => tagged(prefix.meta, new TextEncoder().encode(name)),
  /** Block header, transactions and receipts by block number. */
  header: (number: bigint) => tagged(prefix.header, numberBytes(number)),
  body: (number: bigint) => tagged(prefix.body, numberBytes(number)),
  receipts: (number: bigint) => tagged(prefix.receipts, numberBytes(number)),
  /** Block number by block hash. */
  blockNumber: (hash: Uint8Array) => tagged(prefix.blockNumber, hash),
  /** Place of a transaction by its hash. */
  transaction: (hash: Uint8Array) => tagged(prefix.transaction, hash),
  /** A transaction that waits for a block, by its hash. */
  waiting: (hash: Uint8Array) => tagged(prefix.waiting, hash),
  /** A transaction that met a fault, by its hash. */
  aside: (hash: Uint8Array) => tagged(prefix.aside, hash),
  /** A block number or a place that is there, by half the hash of its key: far from it in byte order. */
  known: (key: Uint8Array, keccak256: Keccak256) => tagged(prefix.known, keccak256(key).subarray(0, 16)),
  /** Bounds of all transactions that met a fault. */
  asideRange: [Uint8Array.of(prefix.aside), Uint8Array.of(prefix.aside + 1)] as const,
  /** Bounds of all waiting transactions. */
  waitingRange: [Uint8Array.of(prefix.waiting), Uint8Array.of(prefix.waiting + 1)] as const,
  /** Bounds of everything. */
  all: [Uint8Array.of(0x00), Uint8Array.of(0xff)] as const,
};
