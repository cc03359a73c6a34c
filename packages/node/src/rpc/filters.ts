import { randomBytes } from 'node:crypto';
import { bytesToHex } from '@ethereumjs/util';
import type { Hex } from 'viem';
import type { PoolEntry } from '../mempool/mempool.ts';
import type { LogQuery } from './schema.ts';

/** What a filter has not told yet. */
export type Filter =
  | { kind: 'logs'; query: LogQuery; next: bigint; used: number }
  | { kind: 'blocks'; next: bigint; used: number }
  | { kind: 'pending'; hashes: Hex[]; used: number };

/** A filter that nobody asks for so long is dropped. */
const lifetime = 5 * 60 * 1000;
const maxPendingHashes = 10_000;

/** Filters by id, bounded in number and in life. */
export class FilterStore {
  private readonly filters = new Map<string, Filter>();

  constructor(private readonly maxFilters: number) {}

  /** Adds a filter; `undefined` when there are too many. */
  add(filter: Filter): string | undefined {
    this.dropStale();
    if (this.filters.size >= this.maxFilters) return undefined;
    const id = bytesToHex(randomBytes(16));
    this.filters.set(id, filter);
    return id;
  }

  get(id: string): Filter | undefined {
    const filter = this.filters.get(id);
    if (filter) filter.used = Date.now();
    return filter;
  }

  remove(id: string): boolean {
    return this.filters.delete(id);
  }

  /** Tells the filters for waiting transactions of a new one. */
  readonly added = ({ hash }: PoolEntry): void => {
    for (const filter of this.filters.values()) {
      if (filter.kind === 'pending' && filter.hashes.length < maxPendingHashes) filter.hashes.push(hash);
    }
  };

  private dropStale(): void {
    for (const [id, { used }] of this.filters) {
      if (Date.now() - used > lifetime) this.filters.delete(id);
    }
  }
}
