import { equalsBytes } from '@ethereumjs/util';
import type { Keccak256 } from '../crypto/keccak.ts';
import type { Change, KeyValueStore } from '../storage/key-value-store.ts';
import { keys } from '../storage/keys.ts';
import { damaged, openRecord, sealRecord } from '../storage/sealed-record.ts';
import { decodeNode, encodeNode } from '../trie/record.ts';
import {
  decodePruningRecord,
  encodePruningRecord,
  type HistoryKind,
  type PruningRecord,
} from './retention.ts';
import { bytesOf, codeKey, nameOf, stateTag } from './state-keys.ts';
import type { KeptNode, StateChanges } from './state-source.ts';
import { decodeVersion, encodeVersion, neverWritten, nextVersion, type Version } from './version.ts';

const kinds: readonly HistoryKind[] = ['records', 'nodes'];

/** Block numbers are 6 bytes, big endian. */
function blockName(block: number): string {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(block, 0, 6);
  return bytes.toString('latin1');
}

const historyKey = (key: string, block: number) =>
  bytesOf(String.fromCharCode(stateTag.history) + key + blockName(block));
const changedKey = (kind: HistoryKind, block: number) =>
  bytesOf(String.fromCharCode(stateTag.changed, kinds.indexOf(kind)) + blockName(block));

/**
 * The newest state in a key-value store, flat and with its trie nodes, and what each block replaced of it. Only gets and
 * atomic writes are asked of the store. What changes is returned for the one write of a block; nothing is written here.
 */
export class StateStore {
  constructor(
    private readonly kv: Pick<KeyValueStore, 'get'>,
    private readonly keccak256: Keccak256,
  ) {}

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

  /** The newest version of a record or a node; undefined for a key that was never written, or not for long. */
  newest(key: string): Version | undefined {
    return this.read(bytesOf(key));
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
      const before = this.read(historyKey(key, from));
      if (!before) throw damaged(`what block ${from} replaced in the state is not there`);
      version = before;
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
  advance(block: number, { records, nodes, code }: StateChanges): Change[] {
    const changes: Change[] = [];
    for (const [hash, bytes] of code) changes.push([bytesOf(codeKey(hash)), bytes]);
    for (const [key, value] of records) this.replace(key, value, block, changes);
    for (const [key, node] of nodes) this.replace(key, node && encodeNode(node), block, changes);
    if (block > 0) {
      changes.push(this.changedAt('records', block, records.keys()));
      changes.push(this.changedAt('nodes', block, nodes.keys()));
    }
    return changes;
  }

  private replace(key: string, value: Uint8Array | undefined, block: number, changes: Change[]): void {
    const before = this.newest(key) ?? neverWritten;
    if (block === 0) changes.push(this.record(bytesOf(key), { ...neverWritten, value }));
    else {
      changes.push(this.record(historyKey(key, block), before));
      changes.push(this.record(bytesOf(key), nextVersion(before, value, block)));
    }
  }

  /**
   * What a block replaced is forgotten: states before it can be read no more.
   * @param written keys that get a new version in the same write
   */
  forget(kind: HistoryKind, block: number, written: ReadonlyMap<string, unknown>): Change[] {
    const changes: Change[] = [[changedKey(kind, block), undefined]];
    for (const key of this.changedBy(kind, block) ?? []) {
      changes.push([historyKey(key, block), undefined]);
      const newest = written.has(key) ? undefined : this.newest(key);
      // Nothing leads to what was there before any more.
      if (newest && newest.value === undefined && newest.since <= block)
        changes.push([bytesOf(key), undefined]);
    }
    return changes;
  }

  /** Keys that a block changed; undefined where that is forgotten. @throws StorageError */
  changedBy(kind: HistoryKind, block: number): string[] | undefined {
    const place = { key: changedKey(kind, block) };
    const sealed = this.kv.get(place.key);
    if (!sealed) return undefined;
    const list = openRecord(place, sealed, this.keccak256, `what block ${block} changed`);
    const keys: string[] = [];
    for (let at = 0; at < list.length; ) {
      const length = list[at]!;
      keys.push(nameOf(list.subarray(at + 1, at + 1 + length)));
      at += 1 + length;
    }
    return keys;
  }

  private changedAt(kind: HistoryKind, block: number, keys: Iterable<string>): Change {
    const place = { key: changedKey(kind, block) };
    const list = bytesOf([...keys].map((key) => String.fromCharCode(key.length) + key).join(''));
    return [place.key, sealRecord(place, list, this.keccak256)];
  }

  /** Puts back what blocks `to` + 1 to `from` replaced, and forgets that they did. */
  goBack(kind: HistoryKind, to: number, from: number): Change[] {
    const [changes, restored]: [Change[], Set<string>] = [[], new Set()];
    for (let block = to + 1; block <= from; block++) {
      for (const key of this.changedBy(kind, block) ?? []) {
        const entry = historyKey(key, block);
        const before = restored.has(key) ? undefined : this.read(entry);
        restored.add(key);
        if (before)
          changes.push(
            before.count === 0 && before.value === undefined
              ? [bytesOf(key), undefined]
              : this.record(bytesOf(key), before),
          );
        changes.push([entry, undefined]);
      }
      changes.push([changedKey(kind, block), undefined]);
    }
    return changes;
  }

  /** A node as it is now, or as it was. */
  static node({ value }: Version): KeptNode | undefined {
    return value && decodeNode(value);
  }

  private record(key: Uint8Array, version: Version): Change {
    return [key, sealRecord({ key }, encodeVersion(version), this.keccak256)];
  }

  private read(key: Uint8Array): Version | undefined {
    const sealed = this.kv.get(key);
    return sealed && decodeVersion(openRecord({ key }, sealed, this.keccak256, 'the state'));
  }
}
