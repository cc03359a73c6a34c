import { concatBytes } from '@ethereumjs/util';
import type { Keccak256 } from '../crypto/keccak.ts';
import type { Change, KeyValueStore } from '../storage/key-value-store.ts';
import { type Reader, readBytes, readNumber, writeNumber } from '../storage/leb128.ts';
import { damaged, openRecord, sealRecord } from '../storage/sealed-record.ts';
import { historyPrefix } from '../storage/tables.ts';
import type { HistoryKind } from './retention.ts';
import { bytesOf, nameOf } from './state-keys.ts';

/** What a block replaced: a key, and the version that it had before, encoded. */
export type Entry = readonly [key: string, version: Uint8Array];

/** Bytes of a part at most, unless one entry is longer: eight parts fill a page of LMDB, and one is hashed in microseconds. */
const partLength = 480;

/**
 * What each block replaced in the state. The entries of a block and kind lie together, in the order of their keys. Few
 * of them are one record; many are cut into parts, a record each, and the first record says with which keys the parts
 * begin. So one entry is found by two gets, and all of them without a list of keys; what is lost is seen, since a first
 * record is there for each block.
 */
export class History {
  constructor(
    private readonly kv: Pick<KeyValueStore, 'get'>,
    private readonly keccak256: Keccak256,
  ) {}

  /** The writes for what a block replaced, in the order of their keys. */
  write(kind: HistoryKind, block: number, entries: readonly Entry[]): Change[] {
    const parts = cut([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
    const values = parts.map(encodePart);
    const records =
      parts.length === 1 ? [concatBytes(Uint8Array.of(0), ...values)] : [encodeFirst(parts), ...values];
    return records.map((value, index) => {
      const key = recordKey(kind, block, index);
      return [key, sealRecord({ key }, value, this.keccak256)];
    });
  }

  /** The version that a block replaced at a key; undefined where it replaced none. @throws StorageError */
  read(kind: HistoryKind, block: number, name: string): Uint8Array | undefined {
    const key = bytesOf(name);
    const first = this.record(kind, block, 0);
    const parts = readNumber(first);
    const part = parts === 0 ? first : this.record(kind, block, partOf(first, parts, key));
    return find(part, key);
  }

  /**
   * The writes that forget what a block replaced.
   * @param each is told each entry of it, in the order of the keys
   * @throws StorageError
   */
  forget(kind: HistoryKind, block: number, each: (entry: Entry) => void = () => {}): Change[] {
    const changes: Change[] = [[recordKey(kind, block, 0), undefined]];
    const first = this.record(kind, block, 0);
    const parts = readNumber(first);
    if (parts === 0) for (const entry of decodePart(first)) each(entry);
    for (let index = 1; index <= parts; index++) {
      for (const entry of decodePart(this.record(kind, block, index))) each(entry);
      changes.push([recordKey(kind, block, index), undefined]);
    }
    return changes;
  }

  /** True if there is anything of a block. */
  has(kind: HistoryKind, block: number): boolean {
    return this.kv.get(recordKey(kind, block, 0)) !== undefined;
  }

  private record(kind: HistoryKind, block: number, index: number): Reader {
    const key = recordKey(kind, block, index);
    const sealed = this.kv.get(key);
    if (!sealed) throw damaged(`what block ${block} replaced in the state is not there`);
    return { encoded: openRecord({ key }, sealed, this.keccak256, `what block ${block} replaced`), at: 0 };
  }
}

/** The block, then which record of it in 3 bytes: what is forgotten first comes first. */
function recordKey(kind: HistoryKind, block: number, index: number): Uint8Array {
  const key = Buffer.alloc(10);
  key[0] = historyPrefix[kind];
  key.writeUIntBE(block, 1, 6);
  key.writeUIntBE(index, 7, 3);
  return key;
}

/** With which keys parts begin: the shortest bytes that no key before reaches, none for the first of them. */
function encodeFirst(parts: readonly (readonly Entry[])[]): Uint8Array {
  const first: number[] = [];
  writeNumber(first, parts.length);
  let last = '';
  for (const [index, part] of parts.entries()) {
    const [before, [key]] = [parts[index - 1]?.at(-1), part[0]!];
    last = writeKey(first, last, before ? key.slice(0, sharedLength(before[0], key) + 1) : '');
  }
  return Uint8Array.from(first);
}

/** Entries in parts, at least one. */
function cut(entries: readonly Entry[]): Entry[][] {
  const parts: Entry[][] = [[]];
  let length = 0;
  for (const entry of entries) {
    const [key, version] = entry;
    const bytes = key.length + version.length + 3;
    if (length > 0 && length + bytes > partLength) {
      parts.push([]);
      length = 0;
    }
    parts.at(-1)!.push(entry);
    length += bytes;
  }
  return parts;
}

/** Each entry: its key after the one before it, the length of the version, the version. */
function encodePart(entries: readonly Entry[]): Uint8Array {
  let before = '';
  const pieces = entries.flatMap(([key, version]) => {
    const head: number[] = [];
    before = writeKey(head, before, key);
    writeNumber(head, version.length);
    return [Uint8Array.from(head), version];
  });
  return concatBytes(...pieces);
}

function* decodePart(reader: Reader): Generator<Entry> {
  let key = '';
  while (reader.at < reader.encoded.length) {
    key = readKey(reader, key);
    yield [key, readBytes(reader, readNumber(reader))];
  }
}

/**
 * Goes through keys in their order, each after the one before it, and says how each compares with one that is looked
 * for, without making any of them.
 */
class Comparison {
  /** Bytes that the last key has in common with the one that is looked for. */
  private alike = 0;

  constructor(private readonly key: Uint8Array) {}

  /** Reads the next key. Below 0: it comes before the one looked for; 0: it is that one; above 0: it comes after it. */
  next(reader: Reader): number {
    const { encoded } = reader;
    const [shared, rest] = [readNumber(reader), readNumber(reader)];
    const [start, end] = [reader.at - shared, shared + rest];
    reader.at += rest;
    if (start < 0 || reader.at > encoded.length) throw damaged('a record is cut off');
    // The last key came before: what shares more with it does so in the same byte, what shares less comes after both.
    if (shared > this.alike) return -1;
    if (shared < this.alike) return 1;
    while (this.alike < end && encoded[start + this.alike] === this.key[this.alike]) this.alike++;
    if (this.alike === end) return end - this.key.length;
    return encoded[start + this.alike]! - (this.key[this.alike] ?? -1);
  }
}

/** The part that has a key, if any has: the last one that does not begin after it. */
function partOf(first: Reader, parts: number, key: Uint8Array): number {
  const comparison = new Comparison(key);
  let part = 0;
  while (part < parts && comparison.next(first) <= 0) part++;
  return Math.max(1, part);
}

/** The version of one key in a part. */
function find(reader: Reader, key: Uint8Array): Uint8Array | undefined {
  const comparison = new Comparison(key);
  while (reader.at < reader.encoded.length) {
    const order = comparison.next(reader);
    const version = readBytes(reader, readNumber(reader));
    if (order === 0) return version;
    if (order > 0) return undefined;
  }
  return undefined;
}

/** A key of less than 128 bytes: how much of the key before begins it, how much follows, that. Returns it. */
function writeKey(target: number[], before: string, key: string): string {
  const shared = sharedLength(before, key);
  target.push(shared, key.length - shared, ...bytesOf(key.slice(shared)));
  return key;
}

function readKey(reader: Reader, before: string): string {
  const shared = readNumber(reader);
  if (shared > before.length) throw damaged('a record is cut off');
  return before.slice(0, shared) + nameOf(readBytes(reader, readNumber(reader)));
}

function sharedLength(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let shared = 0;
  while (shared < most && a[shared] === b[shared]) shared++;
  return shared;
}
