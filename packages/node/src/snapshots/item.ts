import { concatBytes } from '@ethereumjs/util';
import { writeNumber } from '../storage/leb128.ts';
import { ChunkError } from './chunk-error.ts';

/** One thing in a chunk, and the byte that it begins with (D26). */
export type Item =
  | { readonly kind: 'header'; readonly encoded: Uint8Array }
  /** Each in its own encoding. */
  | { readonly kind: 'transactions'; readonly encoded: readonly Uint8Array[] }
  /** Each as the trie under the header has it. */
  | { readonly kind: 'receipts'; readonly encoded: readonly Uint8Array[] }
  /** @property leaf as the trie of accounts has it */
  | { readonly kind: 'account'; readonly key: Uint8Array; readonly leaf: Uint8Array }
  | { readonly kind: 'code'; readonly code: Uint8Array }
  /** @property value without leading zeros */
  | { readonly kind: 'slot'; readonly key: Uint8Array; readonly value: Uint8Array }
  /** Proofs of the last account and the last slot. */
  | { readonly kind: 'edge'; readonly account: readonly Uint8Array[]; readonly slot: readonly Uint8Array[] };

const kinds = ['header', 'transactions', 'receipts', 'account', 'code', 'slot', 'edge'] as const;

const keyLength = 32;

export function encodeItem(item: Item): Uint8Array {
  const tag = Uint8Array.of(kinds.indexOf(item.kind) + 1);
  switch (item.kind) {
    case 'header':
      return concatBytes(tag, string(item.encoded));
    case 'transactions':
    case 'receipts':
      return concatBytes(tag, list(item.encoded));
    case 'account':
      return concatBytes(tag, item.key, string(item.leaf));
    case 'code':
      return concatBytes(tag, string(item.code));
    case 'slot':
      return concatBytes(tag, item.key, string(item.value));
    case 'edge':
      return concatBytes(tag, list(item.account), list(item.slot));
  }
}

function number(value: number): Uint8Array {
  const encoded: number[] = [];
  writeNumber(encoded, value);
  return Uint8Array.from(encoded);
}

const string = (bytes: Uint8Array): Uint8Array => concatBytes(number(bytes.length), bytes);

const list = (strings: readonly Uint8Array[]): Uint8Array =>
  concatBytes(number(strings.length), ...strings.flatMap((each) => [number(each.length), each]));

/** How many entries the lists of a snapshot may have: a view of an empty entry takes many times its byte. */
export interface ListBounds {
  readonly transactions: number;
  readonly receipts: number;
}

/** Nodes on the way to a leaf: one for each nibble of its key, and the root. */
const mostEdgeNodes = 65;

/**
 * The items of a chunk, each with where it begins and ends. Takes no memory but views of the chunk: whatever a length
 * says, what is not there is not made, and no list is longer than may be.
 * @throws ChunkError for whatever `encodeItem` would not write
 */
export function* readItems(
  chunk: Uint8Array,
  bounds: ListBounds,
): Generator<{ readonly item: Item; readonly start: number; readonly end: number }> {
  const reader = new ItemReader(chunk);
  while (reader.at < chunk.length) {
    const start = reader.at;
    const item = readItem(reader, bounds);
    yield { item, start, end: reader.at };
  }
}

function readItem(reader: ItemReader, bounds: ListBounds): Item {
  const kind = kinds[reader.bytes(1)[0]! - 1];
  switch (kind) {
    case 'header':
      return { kind, encoded: reader.string() };
    case 'transactions':
    case 'receipts':
      return { kind, encoded: reader.list(bounds[kind]) };
    case 'account':
      return { kind, key: reader.bytes(keyLength), leaf: reader.string() };
    case 'code':
      return { kind, code: reader.string() };
    case 'slot':
      return { kind, key: reader.bytes(keyLength), value: reader.string() };
    case 'edge':
      return { kind, account: reader.list(mostEdgeNodes), slot: reader.list(mostEdgeNodes) };
    default:
      throw new ChunkError('an item is of no known kind');
  }
}

class ItemReader {
  at = 0;

  constructor(private readonly chunk: Uint8Array) {}

  bytes(length: number): Uint8Array {
    if (length > this.chunk.length - this.at) throw new ChunkError('it is cut off');
    this.at += length;
    return this.chunk.subarray(this.at - length, this.at);
  }

  string(): Uint8Array {
    return this.bytes(this.number());
  }

  list(most: number): Uint8Array[] {
    const strings: Uint8Array[] = [];
    const count = this.number();
    if (count > most) throw new ChunkError(`a list has ${count} entries, and may have ${most}`);
    for (let left = count; left > 0; left--) strings.push(this.string());
    return strings;
  }

  /** Of four bytes at the most, in the shortest form: equal snapshots are equal bytes. */
  private number(): number {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.bytes(1)[0]!;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        if (byte === 0 && shift > 0) break;
        return value;
      }
    }
    throw new ChunkError('a length is not written as lengths are');
  }
}
