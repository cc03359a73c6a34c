import { readNumber, writeNumber } from '../storage/leb128.ts';

/**
 * A value of one key, and what leads to those before it. When a block replaces a version, it becomes an entry of that
 * block's history as it is; so an entry says what was before its block.
 */
export interface Version {
  /** Undefined: there is nothing at this key. */
  readonly value: Uint8Array | undefined;
  /** Block that wrote it. */
  readonly since: number;
  /** How many versions there were before this one. */
  readonly count: number;
  /** Blocks that wrote the newest version whose count is a multiple of 64, and of 4,096; 0 before there is one. */
  readonly skips: readonly [near: number, far: number];
}

const [near, far] = [64, 4096];

/** What a key has that was never written. */
export const neverWritten: Version = { value: undefined, since: 0, count: 0, skips: [0, 0] };

/** The version that a block makes of the one before it. */
export function nextVersion(before: Version, value: Uint8Array | undefined, since: number): Version {
  const count = before.count + 1;
  const [nearest, farthest] = before.skips;
  return {
    value,
    since,
    count,
    skips: [count % near === 0 ? since : nearest, count % far === 0 ? since : farthest],
  };
}

/** Numbers are LEB128, then a byte for whether there is a value, then the value. */
export function encodeVersion({ value, since, count, skips: [nearest, farthest] }: Version): Uint8Array {
  const head: number[] = [];
  for (const number of [since, count, nearest, farthest]) writeNumber(head, number);
  head.push(value ? 1 : 0);
  const encoded = new Uint8Array(head.length + (value?.length ?? 0));
  encoded.set(head);
  if (value) encoded.set(value, head.length);
  return encoded;
}

/** Reads what `encodeVersion` wrote. @throws StorageError */
export function decodeVersion(encoded: Uint8Array): Version {
  const reader = { encoded, at: 0 };
  const [since, count, nearest, farthest] = [
    readNumber(reader),
    readNumber(reader),
    readNumber(reader),
    readNumber(reader),
  ];
  const value = encoded[reader.at] === 1 ? encoded.slice(reader.at + 1) : undefined;
  return { value, since, count, skips: [nearest, farthest] };
}
