import { concatBytes } from '@ethereumjs/util';

/**
 * First byte of every key. Those whose keys only rise, block after block, have tables of their own where the engine can
 * fill pages to the end (`tables.ts`). What former formats had is not used again: 0x02 to 0x06, 0x08, 0x0f, 0x10.
 */
export const prefix = {
  meta: 0x00,
  waiting: 0x07,
  aside: 0x09,
  // 0x0a to 0x0e, 0x15 and 0x16 are the state's: see `state/state-keys.ts`.
  header: 0x11,
  body: 0x12,
  receipts: 0x13,
  places: 0x14,
  // 0x15 and 0x16: see `tables.ts`.
  appearances: 0x17,
} as const;

const tagged = (tag: number, rest: Uint8Array) => concatBytes(Uint8Array.of(tag), rest);

/** Block numbers are 6 bytes, big endian, so that byte order is block order. */
export function numberBytes(number: bigint): Uint8Array {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(Number(number), 0, 6);
  return new Uint8Array(bytes);
}

/** The database's keys. */
export const keys = {
  /** One of a few named records. */
  meta: (name: 'format' | 'head' | 'pruning' | 'places' | 'engine' | 'joined' | 'joining' | 'appearances') =>
    tagged(prefix.meta, new TextEncoder().encode(name)),
  /** Block header, transactions and receipts by block number. */
  header: (number: bigint) => tagged(prefix.header, numberBytes(number)),
  body: (number: bigint) => tagged(prefix.body, numberBytes(number)),
  receipts: (number: bigint) => tagged(prefix.receipts, numberBytes(number)),
  /** Places of blocks and transactions: a bucket of them. */
  places: (bucket: number) => tagged(prefix.places, numberBytes(BigInt(bucket))),
  /** Where an address appears: the list's end, or one of its pages. */
  appearances: (address: Uint8Array, kind: 'sent' | 'named', page?: number) =>
    tagged(
      prefix.appearances,
      concatBytes(
        address,
        Uint8Array.of(kind === 'sent' ? 0 : 1),
        page === undefined ? new Uint8Array() : numberBytes(BigInt(page)),
      ),
    ),
  /** Bounds of all of them. */
  appearancesRange: [Uint8Array.of(prefix.appearances), Uint8Array.of(prefix.appearances + 1)] as const,
  /** A transaction that waits for a block, by its hash. */
  waiting: (hash: Uint8Array) => tagged(prefix.waiting, hash),
  /** A transaction that met a fault, by its hash. */
  aside: (hash: Uint8Array) => tagged(prefix.aside, hash),
  /** Bounds of all transactions that met a fault. */
  asideRange: [Uint8Array.of(prefix.aside), Uint8Array.of(prefix.aside + 1)] as const,
  /** Bounds of all waiting transactions. */
  waitingRange: [Uint8Array.of(prefix.waiting), Uint8Array.of(prefix.waiting + 1)] as const,
  /** Bounds of everything. */
  all: [Uint8Array.of(0x00), Uint8Array.of(0xff)] as const,
};
