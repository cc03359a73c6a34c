import { randomBytes } from 'node:crypto';
import { bytesToHex, concatBytes, equalsBytes } from '@ethereumjs/util';
import type { Keccak256 } from '../crypto/keccak.ts';
import type { Change, KeyValueStore } from './key-value-store.ts';
import { keys } from './keys.ts';
import { type Reader, readBytes, readNumber, writeNumber } from './leb128.ts';
import { damaged, openRecord, sealRecord } from './sealed-record.ts';

/** Where something with a hash is: a block or, with an index, one of its transactions. */
export interface HashPlace {
  readonly block: bigint;
  readonly index: number | undefined;
}

/** Bytes of a hash that the index keeps. What they lead to is held against the whole hash by whoever asks. */
const nameLength = 6;
/** Places for each bucket there is, so that a bucket is a few hundred bytes. */
const perBucket = 24;

/** How many buckets so many places are in. */
const bucketsFor = (places: number): number => 1 + Math.floor(places / perBucket);

/** The largest power of two that is not above a number from 1 to 2^32 - 1. */
const powerBelow = (number: number): number => 2 ** (31 - Math.clz32(number));

const nameOf = (hash: Uint8Array): Uint8Array => hash.subarray(0, nameLength);

/** True if the index has the same name for two hashes. */
export const beginAlike = (a: Uint8Array, b: Uint8Array): boolean => equalsBytes(nameOf(a), nameOf(b));

/** Bytes that a database's index begins with, which nobody outside knows. */
const saltLength = 16;

/** How many places an index has, and its salt. */
interface Size {
  readonly count: number;
  readonly salt: Uint8Array;
}

/** Tells the bucket of a name among so many. */
type FindBucket = (name: Uint8Array, buckets: number) => number;

/** The low bits of a salted name's number, one bit less where that bucket is not there yet. */
const bucketBy =
  (salt: Uint8Array, keccak256: Keccak256): FindBucket =>
  (name, buckets) => {
    const salted = keccak256(concatBytes(salt, name));
    return bucketOf(Buffer.from(salted.buffer, salted.byteOffset).readUIntBE(0, 6), buckets);
  };

function bucketOf(number: number, buckets: number): number {
  const whole = powerBelow(buckets);
  const wide = number % (2 * whole);
  return wide < buckets ? wide : wide - whole;
}

/** The bucket that the newest of so many was split from. */
const splitFrom = (newest: number): number => newest - powerBelow(newest);

interface Entry {
  readonly name: Uint8Array;
  readonly place: HashPlace;
  readonly encoded: Uint8Array;
}

/** A name, the block and, of a transaction, its index plus one, else 0. */
function encodeEntry(hash: Uint8Array, { block, index }: HashPlace): Uint8Array {
  const encoded = [...nameOf(hash)];
  writeNumber(encoded, Number(block));
  writeNumber(encoded, index === undefined ? 0 : index + 1);
  return Uint8Array.from(encoded);
}

function* decodeEntries(bucket: Uint8Array): Generator<Entry> {
  const reader: Reader = { encoded: bucket, at: 0 };
  while (reader.at < bucket.length) {
    const start = reader.at;
    const name = readBytes(reader, nameLength);
    const [block, index] = [BigInt(readNumber(reader)), readNumber(reader)];
    const place = { block, index: index === 0 ? undefined : index - 1 };
    yield { name, place, encoded: bucket.subarray(start, reader.at) };
  }
}

/**
 * Places of blocks and transactions by their hashes, in buckets of about 24 that are a record each: one in each 24 gives
 * one more bucket, which takes half of another (linear hashing). How many buckets there are follows from the number of
 * places, so that a bucket that is lost is told from one that never was, without an entry's witness for each.
 *
 * Buckets are found by the first six bytes of a hash and a salt that each database draws for itself: nobody outside can
 * make one bucket long, which would be written anew with each of its places.
 */
export class HashIndex {
  constructor(
    private readonly kv: Pick<KeyValueStore, 'get'>,
    private readonly keccak256: Keccak256,
  ) {}

  /** Places whose hashes begin as this one does: that of this hash, if there is one, and others by chance. @throws StorageError */
  find(hash: Uint8Array): HashPlace[] {
    for (;;) {
      const { count, salt } = this.size();
      const bucket = this.read(bucketBy(salt, this.keccak256)(nameOf(hash), bucketsFor(count)));
      // In a database that moves on, what was in one bucket may be in another by now.
      if (bucket === undefined || count !== this.size().count) {
        if (count !== this.size().count) continue;
        throw damaged('a bucket of its index is not there');
      }
      return [...decodeEntries(bucket)]
        .filter(({ name }) => equalsBytes(name, nameOf(hash)))
        .map(({ place }) => place);
    }
  }

  /** A change of an index that has no places yet. @param salt 16 bytes */
  begin(salt: Uint8Array = randomBytes(saltLength)): HashIndexEdit {
    return new HashIndexEdit({ count: 0, salt }, new Map([[0, []]]), this.parts);
  }

  /** A change of the index. @throws StorageError */
  edit(): HashIndexEdit {
    return new HashIndexEdit(this.size(), new Map(), this.parts);
  }

  private readonly parts: EditParts = {
    read: (bucket) => {
      const held = this.read(bucket);
      if (!held) throw damaged('a bucket of its index is not there');
      return held;
    },
    record: (key, value) => [key, sealRecord({ key }, value, this.keccak256)],
    bucketBy: (salt) => bucketBy(salt, this.keccak256),
  };

  private size(): Size {
    const key = keys.meta('places');
    const sealed = this.kv.get(key);
    if (!sealed) throw damaged('the size of its index is not there');
    const reader: Reader = {
      encoded: openRecord({ key }, sealed, this.keccak256, 'the size of the index'),
      at: 0,
    };
    return { count: readNumber(reader), salt: readBytes(reader, saltLength) };
  }

  private read(bucket: number): Uint8Array | undefined {
    const key = keys.places(bucket);
    const sealed = this.kv.get(key);
    return sealed && openRecord({ key }, sealed, this.keccak256, 'the index');
  }
}

interface EditParts {
  readonly read: (bucket: number) => Uint8Array;
  readonly record: (key: Uint8Array, value: Uint8Array) => Change;
  readonly bucketBy: (salt: Uint8Array) => FindBucket;
}

/** Changes of the index that go to the database in one write. */
export class HashIndexEdit {
  private count: number;
  private readonly salt: Uint8Array;
  private readonly bucketOf: FindBucket;

  /** @param buckets that changed, in pieces; undefined: it is not there any more */
  constructor(
    { count, salt }: Size,
    private readonly buckets: Map<number, Uint8Array[] | undefined>,
    private readonly parts: EditParts,
  ) {
    this.count = count;
    this.salt = salt;
    this.bucketOf = parts.bucketBy(salt);
  }

  add(hash: Uint8Array, place: HashPlace): void {
    const before = bucketsFor(this.count);
    this.piecesOf(this.bucketOf(nameOf(hash), before)).push(encodeEntry(hash, place));
    this.count++;
    if (bucketsFor(this.count) > before) this.split(before);
  }

  /** @throws StorageError when it is not there */
  remove(hash: Uint8Array, place: HashPlace): void {
    const before = bucketsFor(this.count);
    const number = this.bucketOf(nameOf(hash), before);
    const bucket = concatBytes(...this.piecesOf(number));
    const gone = encodeEntry(hash, place);
    const entries = [...decodeEntries(bucket)];
    const at = entries.findIndex(({ encoded }) => equalsBytes(encoded, gone));
    if (at < 0) throw damaged(`the place of ${bytesToHex(hash)} is not there`);
    this.buckets.set(
      number,
      entries.toSpliced(at, 1).map(({ encoded }) => encoded),
    );
    this.count--;
    if (bucketsFor(this.count) < before) this.merge(before - 1);
  }

  /** The writes for all of this. */
  changes(): Change[] {
    const size: number[] = [];
    writeNumber(size, this.count);
    const places = concatBytes(Uint8Array.from(size), this.salt);
    const changes: Change[] = [this.parts.record(keys.meta('places'), places)];
    for (const [bucket, pieces] of this.buckets) {
      const key = keys.places(bucket);
      changes.push(pieces ? this.parts.record(key, concatBytes(...pieces)) : [key, undefined]);
    }
    return changes;
  }

  /** Makes one bucket more. */
  private split(newest: number): void {
    const from = splitFrom(newest);
    const [stay, move]: [Uint8Array[], Uint8Array[]] = [[], []];
    for (const { name, encoded } of decodeEntries(concatBytes(...this.piecesOf(from))))
      (this.bucketOf(name, newest + 1) === newest ? move : stay).push(encoded);
    this.buckets.set(newest, move);
    this.buckets.set(from, stay);
  }

  /** Takes the newest bucket away. */
  private merge(newest: number): void {
    const from = splitFrom(newest);
    this.buckets.set(from, [...this.piecesOf(from), ...this.piecesOf(newest)]);
    this.buckets.set(newest, undefined);
  }

  private piecesOf(bucket: number): Uint8Array[] {
    const known = this.buckets.get(bucket);
    if (known) return known;
    const pieces = this.buckets.has(bucket) ? [] : [this.parts.read(bucket)];
    this.buckets.set(bucket, pieces);
    return pieces;
  }
}
