import type { Keccak256 } from '../crypto/keccak.ts';
import type { Change, KeyValueStore } from './key-value-store.ts';
import { keys } from './keys.ts';
import { damaged, openRecord, sealRecord } from './sealed-record.ts';

/** Where an address appears: a transaction by its block and its index there. */
export interface Appearance {
  readonly block: bigint;
  readonly index: number;
}

/** An address has two lists: of transactions that it sent, and of others that name it. */
export type AppearanceKind = 'sent' | 'named';

/** The last block whose appearances are in the index. */
export interface IndexedUpTo {
  readonly number: bigint;
  readonly hash: Uint8Array;
}

/** Appearances in a record that is full. */
const pageLength = 64;
const [countLength, entryLength] = [6, 10];

/** A list's record: how many appearances it has, and those that fill no page yet. */
interface Tail {
  readonly count: number;
  readonly entries: readonly Appearance[];
}

const emptyTail: Tail = { count: 0, entries: [] };

/** One list of an address, as it was when it was looked up; appearances only come behind it. */
export interface AppearanceList {
  readonly length: number;
  /** @throws StorageError when it is not there */
  at(position: number): Appearance;
}

/**
 * Appearances of addresses, oldest first. A list is pages of 64 that do not change, and a record that has the rest and
 * the count: what an address appears in costs one record of some bytes, and the n-th of a million is one get.
 */
export class Appearances {
  constructor(
    private readonly store: Pick<KeyValueStore, 'get'>,
    private readonly keccak256: Keccak256,
  ) {}

  /** Undefined where nobody keeps the index. @throws StorageError */
  readUpTo(): IndexedUpTo | undefined {
    const value = this.read(keys.meta('appearances'));
    if (!value) return undefined;
    return { number: readUint(value, 0, 6), hash: value.slice(6) };
  }

  /** @param address 20 bytes. @throws StorageError */
  list(kind: AppearanceKind, address: Uint8Array): AppearanceList {
    const { count, entries } = this.readTail(kind, address);
    const inPages = count - entries.length;
    let held: { page: number; entries: readonly Appearance[] } | undefined;
    return {
      length: count,
      at: (position) => {
        if (position >= inPages) return entries[position - inPages]!;
        const page = Math.floor(position / pageLength);
        if (held?.page !== page) held = { page, entries: this.readPage(kind, address, page) };
        return held.entries[position % pageLength]!;
      },
    };
  }

  /** Begins to change lists; what has changed is in `changes`. */
  edit(): AppearanceEdit {
    return new AppearanceEdit(this);
  }

  readTail(kind: AppearanceKind, address: Uint8Array): Tail {
    const value = this.read(keys.appearances(address, kind));
    if (!value) return emptyTail;
    return { count: Number(readUint(value, 0, countLength)), entries: readEntries(value, countLength) };
  }

  /** @throws StorageError when it is not there */
  readPage(kind: AppearanceKind, address: Uint8Array, page: number): Appearance[] {
    const value = this.read(keys.appearances(address, kind, page));
    if (value?.length !== pageLength * entryLength)
      throw damaged('a page of the index of addresses is not there');
    return readEntries(value, 0);
  }

  record(key: Uint8Array, value: Uint8Array): Change {
    return [key, sealRecord({ key }, value, this.keccak256)];
  }

  private read(key: Uint8Array): Uint8Array | undefined {
    const record = this.store.get(key);
    return record && openRecord({ key }, record, this.keccak256, 'an address');
  }
}

/** Changes of lists that are written together. */
export class AppearanceEdit {
  private readonly tails = new Map<string, { kind: AppearanceKind; address: Uint8Array; tail: Tail }>();
  private readonly pages: Change[] = [];

  constructor(private readonly index: Appearances) {}

  /** Lists that are changed so far. */
  get size(): number {
    return this.tails.size;
  }

  /** Appends an appearance, later than all that the list has. */
  add(kind: AppearanceKind, address: Uint8Array, appearance: Appearance): void {
    const list = this.tailOf(kind, address);
    const entries = [...list.tail.entries, appearance];
    const count = list.tail.count + 1;
    if (entries.length < pageLength) {
      list.tail = { count, entries };
      return;
    }
    const key = keys.appearances(address, kind, count / pageLength - 1);
    this.pages.push(this.index.record(key, writeEntries([], entries)));
    list.tail = { count, entries: [] };
  }

  /** Removes the appearances of a list that are in blocks above one. */
  cut(kind: AppearanceKind, address: Uint8Array, above: bigint): void {
    const list = this.tailOf(kind, address);
    let { count, entries } = list.tail;
    for (;;) {
      const kept = entries.filter(({ block }) => block <= above);
      count -= entries.length - kept.length;
      entries = kept;
      if (entries.length > 0 || count === 0) break;
      const page = count / pageLength - 1;
      entries = this.index.readPage(kind, address, page);
      if (entries.at(-1)!.block <= above) {
        entries = [];
        break;
      }
      this.pages.push([keys.appearances(address, kind, page), undefined]);
    }
    list.tail = { count, entries };
  }

  /** All changes, with the block that the index has come to. */
  changes({ number, hash }: IndexedUpTo): Change[] {
    const upTo = new Uint8Array(6 + hash.length);
    writeUint(upTo, 0, 6, number);
    upTo.set(hash, 6);
    const tails = [...this.tails.values()].map(({ kind, address, tail }): Change => {
      const key = keys.appearances(address, kind);
      if (tail.count === 0) return [key, undefined];
      const count = new Uint8Array(countLength);
      writeUint(count, 0, countLength, BigInt(tail.count));
      return this.index.record(key, writeEntries(count, tail.entries));
    });
    return [...this.pages, ...tails, this.index.record(keys.meta('appearances'), upTo)];
  }

  private tailOf(kind: AppearanceKind, address: Uint8Array) {
    const name = `${kind} ${Buffer.from(address).toString('latin1')}`;
    const known = this.tails.get(name);
    if (known) return known;
    const list = { kind, address, tail: this.index.readTail(kind, address) };
    this.tails.set(name, list);
    return list;
  }
}

function readEntries(value: Uint8Array, from: number): Appearance[] {
  return Array.from({ length: (value.length - from) / entryLength }, (_, place) => {
    const at = from + place * entryLength;
    return { block: readUint(value, at, 6), index: Number(readUint(value, at + 6, 4)) };
  });
}

function writeEntries(head: ArrayLike<number>, entries: readonly Appearance[]): Uint8Array {
  const value = new Uint8Array(head.length + entries.length * entryLength);
  value.set(head);
  for (const [place, { block, index }] of entries.entries()) {
    const at = head.length + place * entryLength;
    writeUint(value, at, 6, block);
    writeUint(value, at + 6, 4, BigInt(index));
  }
  return value;
}

const viewOf = ({ buffer, byteOffset, length }: Uint8Array) => Buffer.from(buffer, byteOffset, length);

const readUint = (bytes: Uint8Array, at: number, length: number): bigint =>
  BigInt(viewOf(bytes).readUIntBE(at, length));

function writeUint(bytes: Uint8Array, at: number, length: number, value: bigint): void {
  viewOf(bytes).writeUIntBE(Number(value), at, length);
}
