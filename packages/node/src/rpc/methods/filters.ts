import { bigIntMax, bytesToHex } from '@ethereumjs/util';
import { type AnswerOf, errorCode, filterMethods } from '@evm-ml/rpc';
import { limitExceeded, RpcError } from '../errors.ts';
import type { Filter, NewFilter } from '../filters.ts';
import { type RpcContext, serve } from '../method.ts';
import { assertRising } from '../query-logs.ts';
import { RawJson } from '../raw-json.ts';
import { resolveNumber } from '../resolve-block.ts';

function add({ filters, limits }: RpcContext, filter: NewFilter): string {
  const id = filters.add(filter);
  if (id === undefined) throw limitExceeded('maxFilters', limits.maxFilters, 'uninstall a filter first');
  return id;
}

function requireFilter({ filters }: RpcContext, id: string): Filter {
  const filter = filters.get(id);
  if (!filter) throw new RpcError(errorCode.server, 'filter not found');
  return filter;
}

/** Whatever came since the last time. */
async function changes(
  context: RpcContext,
  filter: Filter,
): Promise<AnswerOf<typeof filterMethods.eth_getFilterChanges> | RawJson> {
  const { chain, reads } = context;
  if (filter.kind === 'pending') return filter.hashes.splice(0);
  if (filter.kind === 'logs' && filter.removed.length > 0) return withRemoved(context, filter);
  const head = chain.head.header.number;
  const from = filter.next;
  if (from > head) return [];
  filter.next = head + 1n;
  if (filter.kind === 'logs') {
    const last = await resolveNumber(chain, filter.query.toBlock ?? 'latest');
    const to = last !== undefined && last < head ? last : head;
    if (from > to) return [];
    try {
      return await reads.checked('eth_getLogs', { query: { ...filter.query, fromBlock: from, toBlock: to } });
    } catch (error) {
      // Nothing was told, so nothing is lost.
      filter.next = from;
      throw error;
    }
  }
  const hashes: string[] = [];
  for (let number = from; number <= head; number++) {
    const header = await chain.store.readHeader(number);
    if (header) hashes.push(bytesToHex(header.hash()));
  }
  return hashes;
}

/** What is gone comes before what came instead. */
async function withRemoved(context: RpcContext, filter: Extract<Filter, { kind: 'logs' }>) {
  const gone = filter.removed.splice(0);
  try {
    const came = await changes(context, filter);
    const logs = came instanceof RawJson ? came.parse() : came;
    return [...gone, ...(logs as typeof gone)];
  } catch (error) {
    filter.removed.unshift(...gone);
    throw error;
  }
}

/** Filters that are asked for their changes. */
export const filterHandlers = serve(filterMethods, {
  eth_newFilter: (context, { query }) => {
    const { fromBlock, toBlock } = query;
    const next = context.chain.head.header.number + 1n;
    const first = typeof fromBlock === 'bigint' ? fromBlock : 0n;
    if (typeof toBlock === 'bigint') assertRising(first, toBlock);
    return add(context, { kind: 'logs', query, next: bigIntMax(next, first), removed: [] });
  },

  eth_newBlockFilter: (context) =>
    add(context, { kind: 'blocks', next: context.chain.head.header.number + 1n }),

  eth_newPendingTransactionFilter: (context) => add(context, { kind: 'pending', hashes: [] }),

  eth_getFilterChanges: (context, { id }) => changes(context, requireFilter(context, id)),

  eth_getFilterLogs: (context, { id }) => {
    const filter = requireFilter(context, id);
    if (filter.kind !== 'logs') throw new RpcError(errorCode.server, 'filter not found');
    return context.reads.checked('eth_getLogs', { query: filter.query });
  },

  eth_uninstallFilter: ({ filters }, { id }) => filters.remove(id),
});
