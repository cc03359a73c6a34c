import { KECCAK256_NULL } from '@ethereumjs/util';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { expect, test } from 'vitest';
import { nameOf } from '../../src/state/state-keys.ts';
import { type AccountChange, changeState } from '../../src/state/state-root.ts';
import type { StateSource } from '../../src/state/state-source.ts';

const empty: StateSource = {
  record: () => undefined,
  node: () => undefined,
  code: () => new Uint8Array(),
};

const hashOf = (number: number) => keccak_256(Uint8Array.of(number >> 8, number & 255));

test('the nodes of a new trie hold no memory that they share with others: caches of them would pin all of it', () => {
  const slots = new Map(
    Array.from({ length: 40 }, (_, at) => [nameOf(hashOf(at)), Uint8Array.of(7)] as const),
  );
  const change: AccountChange = {
    account: { nonce: 1n, balance: 1n, codeHash: KECCAK256_NULL },
    isWiped: false,
    slots,
  };
  const accounts = new Map(
    Array.from({ length: 60 }, (_, at) => [nameOf(hashOf(1_000 + at)), change] as const),
  );
  const { changes } = changeState(empty, accounts, new Map(), keccak_256);
  const inner = [...changes.nodes.values()].flatMap((node) => (node?.kind === 'inner' ? [node] : []));
  const keys = inner.flatMap(({ children }) =>
    children.flatMap((child) => (child?.kind === 'leaf' ? [child.key] : [])),
  );
  expect(keys.length).toBeGreaterThan(60 * 40);
  expect(Math.max(...keys.map(({ buffer }) => buffer.byteLength))).toBe(32);
});
