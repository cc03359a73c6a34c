import { equalsBytes } from '@ethereumjs/util';
import type { Keccak256 } from '../crypto/keccak.ts';
import type { Change, KeyValueStore } from '../storage/key-value-store.ts';
import { keys } from '../storage/keys.ts';
import { damaged, openRecord, sealRecord } from '../storage/sealed-record.ts';
import { decodeNode, encodeNode } from '../trie/record.ts';
import { type Entry, History } from './history.ts';
import {
  decodePruningRecord,
  encodePruningRecord,
  type HistoryKind,
  type PruningRecord,
} from './retention.ts';
import { bytesOf, codeKey, kindOf, nameOf } from './state-keys.ts';
import type { KeptNode, StateChanges } from './state-source.ts';
import { decodeVersion, encodeVersion, neverWritten, nextVersion, type Version } from './version.ts';

/** What is to be at keys; undefined: nothing. */
type Values = readonly (readonly [key: string, value: Uint8Array | undefined])[];

/** Finds the newest version of a key, in the store or where it is remembered. @throws StorageError */
export type FindNewest = (key: string) => Version | undefined;

/** What a block writes, and what is the newest then. */
export interface Advance {
  readonly changes: readonly Change[];
  readonly versions: ReadonlyMap<string, Version>;
}

/**
 * The newest state in a key-value store, flat and with its trie nodes, and what each block replaced of it. Only gets and
 * atomic writes are asked of the store. What changes is returned for the one write of a block; nothing is written here.
 */
export class StateStore {
  private readonly history: History;

  constructor(
    private readonly kv: Pick<KeyValueStore, 'get'>,
    private readonly keccak256: Keccak256,
  ) {
    this.history = new History(kv, keccak256);
  }

  /** What the database knows of its pruning. @throws StorageError */
  readPruning(): PruningRecord {
    const place = { key: keys.meta('pruning') };
    const sealed = this.kv.get(place.key);
    if (!sealed) throw damaged('its record of the pruning is not there');
    return decodePruningRecord(openRecord(place, sealed, this.keccak256, 'the pruning'));
  }

  /** The change that notes what is known of the pruning. */
  pruningChange(record: PruningRecord): Change {
    const place = { key: keys.meta('pruning') };
    return [place.key, sealRecord(place, encodePruningRecord(record), this.keccak256)];
  }

  /** Equal as long as the database has the same newest block. */
  look(): string {
    const head = this.kv.get(keys.meta('head'));
    return head ? nameOf(head) : '';
  }

  /** The newest version of a record or a node; undefined for a key that was never written, or not for long. */
  newest(name: string): Version | undefined {
    const key = bytesOf(name);
    const sealed = this.kv.get(key);
    return sealed && decodeVersion(openRecord({ key }, sealed, this.keccak256, 'the state'));
  }

  /**
   * The version of a key that a state sees, found from the newest one.
   * @throws StorageError when an entry of the history is not there
   */
  versionAt(key: string, block: number, newest: Version): Version {
    let version = newest;
    while (version.since > block) {
      const [near, far] = version.skips;
      const from = far > block ? far : near > block ? near : version.since;
      const before = this.history.read(kindOf(key), from, key);
      if (!before) throw damaged(`what block ${from} replaced in the state is not there`);
      version = decodeVersion(before);
    }
    return version;
  }

  /** Code by its hash. @throws StorageError */
  code(hash: Uint8Array): Uint8Array {
    const code = this.kv.get(bytesOf(codeKey(nameOf(hash))));
    if (!code) throw damaged('code that an account names is not there');
    if (!equalsBytes(this.keccak256(code), hash)) throw damaged('code does not match its hash');
    return code;
  }

  /** What a block writes so that the newest state is the one after its changes. */
  advance(
    block: number,
    { records, nodes, code }: StateChanges,
    newest: FindNewest = (key) => this.newest(key),
  ): Advance {
    const changes: Change[] = [];
    for (const [hash, bytes] of code) changes.push([bytesOf(codeKey(hash)), bytes]);
    const versions = new Map<string, Version>();
    const replace = (kind: HistoryKind, values: Values) => {
      const replaced: Entry[] = [];
      for (const [key, value] of values) {
        const before = (block > 0 && newest(key)) || neverWritten;
        const version = block > 0 ? nextVersion(before, value, block) : { ...neverWritten, value };
        versions.set(key, version);
        changes.push(this.record(key, version));
        replaced.push([key, encodeVersion(before)]);
      }
      if (block > 0) changes.push(...this.history.write(kind, block, replaced));
    };
    replace('records', [...records]);
    replace(
      'nodes',
      [...nodes].map(([key, node]) => [key, node && encodeNode(node)]),
    );
    return { changes, versions };
  }

  /**
   * What a block replaced is forgotten: states before it can be read no more.
   * @param written keys that get a new version in the same write
   * @throws StorageError when it is not there
   */
  forget(
    kind: HistoryKind,
    block: number,
    written: ReadonlyMap<string, unknown>,
    newest: FindNewest = (key) => this.newest(key),
  ): Change[] {
    const gone: Change[] = [];
    const changes = this.history.forget(kind, block, ([key]) => {
      const now = written.has(key) ? undefined : newest(key);
      // Nothing leads to what was there before any more.
      if (now && now.value === undefined && now.since <= block) gone.push([bytesOf(key), undefined]);
    });
    return [...changes, ...gone];
  }

  /**
   * Puts back what blocks `to` + 1 to `from` replaced, and forgets that they did.
   * @throws StorageError when it is not there
   */
  goBack(kind: HistoryKind, to: number, from: number): Change[] {
    const [changes, restored]: [Change[], Set<string>] = [[], new Set()];
    for (let block = to + 1; block <= from; block++) {
      const forgotten = this.history.forget(kind, block, ([key, version]) => {
        if (restored.has(key)) return;
        restored.add(key);
        const before = decodeVersion(version);
        const neverWas = before.count === 0 && before.value === undefined;
        changes.push(neverWas ? [bytesOf(key), undefined] : this.record(key, before));
      });
      for (const change of forgotten) changes.push(change);
    }
    return changes;
  }

  /** A node as it is now, or as it was. */
  static node({ value }: Version): KeptNode | undefined {
    return value && decodeNode(value);
  }

  private record(name: string, version: Version): Change {
    const key = bytesOf(name);
    return [key, sealRecord({ key }, encodeVersion(version), this.keccak256)];
  }
}
