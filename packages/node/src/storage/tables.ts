import { prefix } from './keys.ts';

/** First bytes of the history's keys, of accounts and slots and of trie nodes; see `state/history.ts`. */
export const historyPrefix = { records: 0x15, nodes: 0x16 } as const;

/**
 * Kinds of records that are written in the order of their keys. An engine that keeps a tree of pages puts each into a
 * tree of its own: pages that are filled from left to right, and are free as a whole when their blocks are pruned,
 * take half of what pages take that are split in their middle.
 */
export const risingPrefixes: readonly number[] = [
  prefix.header,
  prefix.body,
  prefix.receipts,
  historyPrefix.records,
  historyPrefix.nodes,
];
