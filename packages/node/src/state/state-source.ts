import { damaged } from '../storage/sealed-record.ts';
import type { Inner, Leaf } from '../trie/node.ts';

/** A trie node as it is kept. A leaf is one only where it is a whole trie. */
export type KeptNode = Inner | Leaf;

/** What a state is read from. Keys are those of `state-keys.ts`. */
export interface StateSource {
  /** Record of an account, or value of a slot without leading zeros; undefined where there is none. @throws StorageError */
  record(key: string): Uint8Array | undefined;
  /** A trie node; undefined where there is none. @throws StorageError */
  node(key: string): KeptNode | undefined;
  /** Code by its hash. @throws StorageError */
  code(hash: Uint8Array): Uint8Array;
}

/** What one state has that another has not; undefined stands for what went away. */
export interface StateChanges {
  readonly records: ReadonlyMap<string, Uint8Array | undefined>;
  readonly nodes: ReadonlyMap<string, KeptNode | undefined>;
  /** By the name of its hash. */
  readonly code: ReadonlyMap<string, Uint8Array>;
}

export const noChanges: StateChanges = { records: new Map(), nodes: new Map(), code: new Map() };

/** A state with nothing in it. */
export const emptyState: StateSource = {
  record: () => undefined,
  node: () => undefined,
  code() {
    throw damaged('code that an account names is not there');
  },
};

/** Changes after others. */
export const mergeChanges = (first: StateChanges, then: StateChanges): StateChanges => ({
  records: new Map([...first.records, ...then.records]),
  nodes: new Map([...first.nodes, ...then.nodes]),
  code: new Map([...first.code, ...then.code]),
});
