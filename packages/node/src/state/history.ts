import { concatBytes } from '@ethereumjs/util';
import type { Keccak256 } from '../crypto/keccak.ts';
import type { Change, KeyValueStore } from '../storage/key-value-store.ts';
import { numberBytes } from '../storage/keys.ts';
import { type Reader, readBytes, readNumber, writeNumber } from '../storage/leb128.ts';
import { damaged, openRecord, sealRecord } from '../storage/sealed-record.ts';
import { historyPrefix } from '../storage/tables.ts';
import type { HistoryKind } from './retention.ts';
import { bytesOf, nameOf } from './state-keys.ts';

/** What a block replaced: a key, and the version that it had before, encoded. */
export type Entry = readonly [key: string, version: Uint8Array];

/** Bytes of a part at most, unless one entry is longer: four parts fill a page of LMDB. */
const partLength = 960;

/**
 * What each block replaced in the state. The entries of a block and kind lie together, in the order of their keys, cut
 * into parts of a record each; the first part says with which keys the others begin. So one entry is found by two gets,
 * and all of them without a list of keys; what is lost is seen, since a first part is there for each block.
 */
export class History {
  constructor(
    private readonly kv: Pick<KeyValueStore, 'get'>,
    private readonly keccak256: Keccak256,
  ) {}

  /** The writes for what a block replaced, in the order of their keys. */
  write(kind: HistoryKind, block: number, entries: readonly Entry[]): Change[] {
    const parts = cut([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
    const head: number[] = [];
    writeNumber(head, parts.length - 1);
    for (const [index, part] of parts.entries()) {
      const before = parts[index - 1]?.at(-1);
      if (before) writeName(head, beginningAfter(before[0], part[0]![0]));
    }
    return parts.map((part, index) => {
      const key = partKey(kind, block, index);
      const value = concatBytes(index === 0 ? Uint8Array.from(head) : nothing, ...encodePart(part));
      return [key, sealRecord({ key }, value, this.keccak256)];
    });
  }

  /** The version that a block replaced at a key; undefined where it replaced none. @throws StorageError */
  read(kind: HistoryKind, block: number, key: string): Uint8Array | undefined {
    const first = this.part(kind, block, 0);
    const beginnings = readBeginnings(first);
    let index = 0;
    while (index < beginnings.length && beginnings[index]! <= key) index++;
    const part = index === 0 ? first : this.part(kind, block, index);
    for (const [name, version] of decodePart(part)) if (name === key) return version;
    return undefined;
  }

  /** All that a block replaced, in the order of the keys. @throws StorageError */
  *all(kind: HistoryKind, block: number): Generator<Entry> {
    const first = this.part(kind, block, 0);
    const { length } = readBeginnings(first);
    yield* decodePart(first);
    for (let index = 1; index <= length; index++) yield* decodePart(this.part(kind, block, index));
  }

  /** The writes that forget what a block replaced. @throws StorageError */
  forget(kind: HistoryKind, block: number): Change[] {
    const { length } = readBeginnings(this.part(kind, block, 0));
    return Array.from({ length: length + 1 }, (_, index) => [partKey(kind, block, index), undefined]);
  }

  /** True if there is anything of a block. */
  has(kind: HistoryKind, block: number): boolean {
    return this.kv.get(partKey(kind, block, 0)) !== undefined;
  }

  private part(kind: HistoryKind, block: number, index: number): Reader {
    const key = partKey(kind, block, index);
    const sealed = this.kv.get(key);
    if (!sealed) throw damaged(`what block ${block} replaced in the state is not there`);
    return { encoded: openRecord({ key }, sealed, this.keccak256, `what block ${block} replaced`), at: 0 };
  }
}

const nothing = new Uint8Array();

/** The block, then the part in 3 bytes: what is forgotten first comes first. */
function partKey(kind: HistoryKind, block: number, index: number): Uint8Array {
  const part = Uint8Array.of(historyPrefix[kind], ...numberBytes(BigInt(block)), 0, 0, 0);
  Buffer.from(part.buffer).writeUIntBE(index, 7, 3);
  return part;
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

/** Each entry: how much of the key before it begins its own, the rest of it, the version, with lengths. */
function encodePart(entries: readonly Entry[]): Uint8Array[] {
  let before = '';
  return entries.flatMap(([key, version]) => {
    const shared = sharedLength(before, key);
    before = key;
    const head = [shared];
    writeName(head, key.slice(shared));
    writeNumber(head, version.length);
    return [Uint8Array.from(head), version];
  });
}

function* decodePart(reader: Reader): Generator<Entry> {
  let key = '';
  while (reader.at < reader.encoded.length) {
    key = key.slice(0, readNumber(reader)) + readName(reader);
    yield [key, readBytes(reader, readNumber(reader))];
  }
}

/** With which keys all parts but the first begin; what follows in the first one are its entries. */
function readBeginnings(first: Reader): string[] {
  const length = readNumber(first);
  return Array.from({ length }, () => readName(first));
}

/** A name of less than 128 bytes, with its length. */
function writeName(target: number[], name: string): void {
  target.push(name.length, ...bytesOf(name));
}

const readName = (reader: Reader): string => nameOf(readBytes(reader, readNumber(reader)));

/** The shortest beginning of a key that comes after another one, which comes before it. */
const beginningAfter = (before: string, key: string): string => key.slice(0, sharedLength(before, key) + 1);

function sharedLength(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let shared = 0;
  while (shared < most && a[shared] === b[shared]) shared++;
  return shared;
}
