import { forgetOldest } from './forget-oldest.ts';
import { nameOf } from './state-keys.ts';
import type { KeptNode, StateChanges, StateSource } from './state-source.ts';

/** Entries that are remembered of each kind: a block of 30M gas cannot touch 20,000 slots. */
const [maxRecords, maxNodes, maxCodes] = [25_000, 8_000, 1_000];

/** What is read of a state again and again, and does not change but by `apply`. */
export class CachedState implements StateSource {
  private readonly records = new Map<string, Uint8Array | undefined>();
  private readonly nodes = new Map<string, KeptNode | undefined>();

  /** @param codes by their hashes: those of another state are as good */
  constructor(
    private base: StateSource,
    readonly codes: Map<string, Uint8Array> = new Map(),
  ) {}

  record(key: string): Uint8Array | undefined {
    return remembered(this.records, key, maxRecords, () => this.base.record(key));
  }

  node(key: string): KeptNode | undefined {
    return remembered(this.nodes, key, maxNodes, () => this.base.node(key));
  }

  code(hash: Uint8Array): Uint8Array {
    return remembered(this.codes, nameOf(hash), maxCodes, () => this.base.code(hash));
  }

  /** The state below is another one now, which differs in these. */
  apply({ records, nodes }: StateChanges, base: StateSource): void {
    this.base = base;
    for (const [key, value] of records) remember(this.records, key, value, maxRecords);
    for (const [key, node] of nodes) remember(this.nodes, key, node, maxNodes);
  }

  /** The state below is another one now. */
  restart(base: StateSource): void {
    this.base = base;
    this.records.clear();
    this.nodes.clear();
  }
}

function remembered<T>(map: Map<string, T>, key: string, most: number, read: () => T): T {
  const known = map.get(key);
  if (known !== undefined || map.has(key)) return known as T;
  return remember(map, key, read(), most);
}

function remember<T>(map: Map<string, T>, key: string, value: T, most: number): T {
  map.delete(key);
  map.set(key, value);
  if (map.size > most) forgetOldest(map);
  return value;
}
