import { RLP } from '@ethereumjs/rlp';
import type { Keccak256 } from '../crypto/keccak.ts';
import type { TrieReader } from './reader.ts';
import { updateTrie } from './update.ts';

const nothing: TrieReader = {
  node: () => {
    throw new Error('a trie that was empty has no nodes to read');
  },
  value: () => {
    throw new Error('a trie that was empty has no values to read');
  },
};

/** Root of the trie of a list, whose keys are the RLP of the places from 0 on: of transactions, receipts, withdrawals. */
export const orderedRoot = (values: readonly Uint8Array[], keccak256: Keccak256): Uint8Array =>
  updateTrie(
    undefined,
    values.map((value, index) => ({ key: RLP.encode(index), value })),
    nothing,
    keccak256,
  ).hash;
