import { bigIntMax, bigIntMin, bytesToHex } from '@ethereumjs/util';
import { type AnswerOf, errorCode, filterMethods } from '@evm-ml/rpc';
import { TimeSlice } from '../../time-slice.ts';
import { limitExceeded, RpcError } from '../errors.ts';
import { type Filter, type NewFilter, wantedBlocks } from '../filters.ts';
import { type RpcContext, serve } from '../method.ts';
import { assertFollows, assertRising } from '../query-logs.ts';
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

/** The newest block that filters may tell of. */
const newestOf = ({ filters, chain }: RpcContext): bigint => filters.newest(chain.head.header.number);

/** Whatever came since the last time. */
function changes(
  context: RpcContext,
  filter: Filter,
): string[] | Promise<AnswerOf<typeof filterMethods.eth_getFilterChanges> | RawJson> {
  if (filter.kind === 'pending') return filter.hashes.splice(0);
  return filter.turns.run<AnswerOf<typeof filterMethods.eth_getFilterChanges> | RawJson>(() =>
    filter.kind === 'logs' ? newLogs(context, filter) : newHashes(context, filter),
  );
}

/**
 * Reads what came, again if blocks have gone meanwhile. Only what is told is marked as told, in the same step as the
 * last look at that: there is no moment between them at which a block could go.
 */
async function tellNew<Read, Told>(
  { filters }: RpcContext,
  read: () => Promise<Read>,
  tell: (came: Read) => Told,
): Promise<Told> {
  for (;;) {
    const { removals } = filters;
    try {
      const came = await read();
      if (filters.removals === removals) return tell(came);
    } catch (error) {
      if (filters.removals === removals) throw error;
    }
  }
}

/** Logs of blocks that came; before them those that were told and are gone. */
function newLogs(context: RpcContext, filter: Extract<Filter, { kind: 'logs' }>) {
  const { query } = filter;
  const [first, last] = wantedBlocks(query);
  let newest: bigint;
  const read = async () => {
    newest = newestOf(context);
    const [fromBlock, toBlock] = [bigIntMax(filter.next, first), bigIntMin(newest, last ?? newest)];
    if (fromBlock > toBlock) return undefined;
    return context.reads.checked('eth_getLogs', { query: { ...query, fromBlock, toBlock } });
  };
  return tellNew(context, read, (came) => {
    const gone = filter.removed.splice(0);
    filter.next = bigIntMax(filter.next, newest + 1n);
    if (came === undefined) return gone;
    return gone.length === 0 ? came : [...gone, ...(came.parse() as typeof gone)];
  });
}

function newHashes(context: RpcContext, filter: Extract<Filter, { kind: 'blocks' }>) {
  const slice = new TimeSlice();
  let newest: bigint;
  const read = async () => {
    newest = newestOf(context);
    const hashes: string[] = [];
    for (let number = filter.next; number <= newest; number++) {
      await slice.rest();
      const header = await context.chain.store.readHeader(number);
      if (header) hashes.push(bytesToHex(header.hash()));
    }
    return hashes;
  };
  return tellNew(context, read, (hashes) => {
    filter.next = bigIntMax(filter.next, newest + 1n);
    return hashes;
  });
}

/** Filters that are asked for their changes. */
export const filterHandlers = serve(filterMethods, {
  eth_newFilter: (context, { query }) => {
    const { fromBlock, toBlock } = query;
    assertFollows(query);
    if (typeof fromBlock === 'bigint' && typeof toBlock === 'bigint') assertRising(fromBlock, toBlock);
    return add(context, { kind: 'logs', query, next: newestOf(context) + 1n, removed: [] });
  },

  eth_newBlockFilter: (context) => add(context, { kind: 'blocks', next: newestOf(context) + 1n }),

  eth_newPendingTransactionFilter: (context) => add(context, { kind: 'pending', hashes: [] }),

  eth_getFilterChanges: (context, { id }) => changes(context, requireFilter(context, id)),

  eth_getFilterLogs: (context, { id }) => {
    const filter = requireFilter(context, id);
    if (filter.kind !== 'logs') throw new RpcError(errorCode.server, 'filter not found');
    return context.reads.checked('eth_getLogs', { query: filter.query });
  },

  eth_uninstallFilter: ({ filters }, { id }) => filters.remove(id),
});
