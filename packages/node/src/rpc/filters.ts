import { randomBytes } from 'node:crypto';
import { bytesToHex } from '@ethereumjs/util';
import type { LogQuery } from '@evm-ml/rpc';
import type { Hex } from 'viem';
import { Queue } from '../chain/queue.ts';
import type { Limits } from '../config/limits.ts';
import type { PoolEntry } from '../mempool/mempool.ts';
import type { BlockRecord } from '../storage/chain-store.ts';
import { matchLogs, mayMatch, toPattern } from './match-logs.ts';

/** A log that was told and is in no block any more. */
type Removed = ReturnType<typeof matchLogs>[number];

/** What a filter has not told yet. */
export type NewFilter =
  | { kind: 'logs'; query: LogQuery; next: bigint; removed: Removed[] }
  | { kind: 'blocks'; next: bigint }
  | { kind: 'pending'; hashes: Hex[] };

/** A filter, the time at which it was last asked, and those who ask: what one is told, the next is not. */
export type Filter = NewFilter & { used: number; turns: Queue };

/** The first block whose logs are wanted, and the last, if there is one. */
export function wantedBlocks({ fromBlock, toBlock }: LogQuery): [first: bigint, last: bigint | undefined] {
  const last = toBlock === 'earliest' ? 0n : toBlock;
  return [typeof fromBlock === 'bigint' ? fromBlock : 0n, typeof last === 'bigint' ? last : undefined];
}

const [maxPendingHashes, maxRemovedLogs] = [10_000, 10_000];

function wasTold({ query, next }: Extract<Filter, { kind: 'logs' }>, number: bigint): boolean {
  const [first, last] = wantedBlocks(query);
  return number < next && number >= first && number <= (last ?? number);
}

/** Addresses and topics that count as much as a filter. */
const itemsOfFilter = 100;

/** As how many filters one counts. */
function weightOf(filter: NewFilter): number {
  if (filter.kind !== 'logs') return 1;
  const { address, topics } = filter.query;
  const items = [address, ...(topics ?? [])].reduce(
    (sum, each) => sum + (Array.isArray(each) ? each.length : 0),
    0,
  );
  return 1 + Math.floor(items / itemsOfFilter);
}

/** Filters by id, bounded in what they hold and in life. */
export class FilterStore {
  private readonly filters = new Map<string, Filter>();
  /** While the chain goes back, the newest block that has not gone yet. */
  private notGone: bigint | undefined;
  private gone = 0;

  /** @param now milliseconds of a clock that only goes forward */
  constructor(
    private readonly limits: Pick<Limits, 'maxFilters' | 'maxFilterIdleSeconds'>,
    private readonly now: () => number = Date.now,
  ) {}

  /** Adds a filter; `undefined` when there are too many. */
  add(filter: NewFilter): string | undefined {
    this.dropStale();
    const taken = [...this.filters.values()].reduce((sum, each) => sum + weightOf(each), 0);
    if (taken + weightOf(filter) > this.limits.maxFilters) return undefined;
    const id = bytesToHex(randomBytes(16));
    this.filters.set(id, { ...filter, used: this.now(), turns: new Queue() });
    return id;
  }

  get(id: string): Filter | undefined {
    this.dropStale();
    const filter = this.filters.get(id);
    if (filter) filter.used = this.now();
    return filter;
  }

  remove(id: string): boolean {
    return this.filters.delete(id);
  }

  /** The newest block that may be told of, on a chain with this head. */
  newest(head: bigint): bigint {
    return this.notGone ?? head;
  }

  /** Rises with each block that goes: what was read before it may not be told after it. */
  get removals(): number {
    return this.gone;
  }

  /** Tells the filters for waiting transactions of a new one. */
  readonly added = ({ hash }: PoolEntry): void => {
    for (const filter of this.filters.values()) {
      if (filter.kind === 'pending' && filter.hashes.length < maxPendingHashes) filter.hashes.push(hash);
    }
  };

  /** A block is no part of the chain any more: who was told of its logs is to be told that they are gone. */
  readonly removed = ({ block, receipts }: Pick<BlockRecord, 'block' | 'receipts'>): void => {
    this.gone++;
    this.notGone = block.header.number - 1n;
    for (const filter of this.filters.values()) {
      if (filter.kind !== 'logs' || !wasTold(filter, block.header.number)) continue;
      const pattern = toPattern(filter.query);
      if (!mayMatch(block, pattern)) continue;
      const logs = matchLogs(block, receipts, pattern, true);
      filter.removed.push(...logs.slice(0, maxRemovedLogs - filter.removed.length));
    }
  };

  /** A development chain went back: blocks above `head` will come again. */
  rewound(head: bigint): void {
    this.gone++;
    this.notGone = undefined;
    for (const filter of this.filters.values()) {
      if (filter.kind !== 'pending' && filter.next > head + 1n) filter.next = head + 1n;
    }
  }

  /** Blocks up to `head` are not here and will not come: nobody waits for them. */
  joined(head: bigint): void {
    for (const filter of this.filters.values()) {
      if (filter.kind !== 'pending' && filter.next <= head) filter.next = head + 1n;
    }
  }

  private dropStale(): void {
    for (const [id, { used }] of this.filters) {
      if (this.now() - used > this.limits.maxFilterIdleSeconds * 1000) this.filters.delete(id);
    }
  }
}
