import { bigIntMax, bigIntMin, bytesToHex } from '@ethereumjs/util';
import { type AnswerOf, errorCode, filterMethods } from '@evm-ml/rpc';
import { limitExceeded, RpcError } from '../errors.ts';
import { type Filter, type NewFilter, wantedBlocks } from '../filters.ts';
import { type RpcContext, serve } from '../method.ts';
import { assertRising } from '../query-logs.ts';
import type { RawJson } from '../raw-json.ts';

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
function changes(
  context: RpcContext,
  filter: Filter,
): string[] | Promise<AnswerOf<typeof filterMethods.eth_getFilterChanges> | RawJson> {
  if (filter.kind === 'pending') return filter.hashes.splice(0);
  return filter.kind === 'logs' ? newLogs(context, filter) : newHashes(context, filter);
}

/** Logs of blocks that came; before them those that were told and are gone. */
async function newLogs({ chain, reads }: RpcContext, filter: Extract<Filter, { kind: 'logs' }>) {
  const { query, next } = filter;
  const [first, last] = wantedBlocks(query);
  const head = chain.head.header.number;
  const [fromBlock, toBlock] = [bigIntMax(next, first), bigIntMin(head, last ?? head)];
  const gone = filter.removed.splice(0);
  filter.next = bigIntMax(next, head + 1n);
  if (fromBlock > toBlock) return gone;
  try {
    const came = await reads.checked('eth_getLogs', { query: { ...query, fromBlock, toBlock } });
    return gone.length === 0 ? came : [...gone, ...(came.parse() as typeof gone)];
  } catch (error) {
    // Nothing was told, so nothing is lost.
    filter.next = next;
    filter.removed.unshift(...gone);
    throw error;
  }
}

async function newHashes({ chain }: RpcContext, filter: Extract<Filter, { kind: 'blocks' }>) {
  const head = chain.head.header.number;
  const hashes: string[] = [];
  for (let number = filter.next; number <= head; number++) {
    const header = await chain.store.readHeader(number);
    if (header) hashes.push(bytesToHex(header.hash()));
  }
  filter.next = bigIntMax(filter.next, head + 1n);
  return hashes;
}

/** Filters that are asked for their changes. */
export const filterHandlers = serve(filterMethods, {
  eth_newFilter: (context, { query }) => {
    const { fromBlock, toBlock } = query;
    if (typeof fromBlock === 'bigint' && typeof toBlock === 'bigint') assertRising(fromBlock, toBlock);
    return add(context, { kind: 'logs', query, next: context.chain.head.header.number + 1n, removed: [] });
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
