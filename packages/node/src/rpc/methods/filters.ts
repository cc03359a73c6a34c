import { bytesToHex } from '@ethereumjs/util';
import { z } from 'zod';
import { errorCode, limitExceeded, RpcError } from '../errors.ts';
import type { Filter, NewFilter } from '../filters.ts';
import { type MethodTable, method, type RpcContext } from '../method.ts';
import { queryLogs } from '../query-logs.ts';
import { resolveNumber } from '../resolve-block.ts';
import * as result from '../results/index.ts';
import { logQuery } from '../schema.ts';

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

const changed = z.union([z.array(result.hash), result.logs]);

/** Whatever came since the last time. */
async function changes({ chain, limits }: RpcContext, filter: Filter): Promise<z.input<typeof changed>> {
  if (filter.kind === 'pending') return filter.hashes.splice(0);
  const head = chain.head.header.number;
  const from = filter.next;
  if (from > head) return [];
  filter.next = head + 1n;
  if (filter.kind === 'logs') {
    const last = await resolveNumber(chain, filter.query.toBlock ?? 'latest');
    const to = last !== undefined && last < head ? last : head;
    if (from > to) return [];
    try {
      return await queryLogs(chain, { ...filter.query, fromBlock: from, toBlock: to }, limits);
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

const byId = { id: z.string() };

/** Filters that are asked for their changes. */
export const filterMethods: MethodTable = {
  eth_newFilter: method(
    'Starts a filter for logs that match a query.',
    { query: logQuery },
    result.bytes,
    (context, { query }) =>
      add(context, { kind: 'logs', query, next: context.chain.head.header.number + 1n }),
  ),

  eth_newBlockFilter: method('Starts a filter for new blocks.', {}, result.bytes, (context) =>
    add(context, { kind: 'blocks', next: context.chain.head.header.number + 1n }),
  ),

  eth_newPendingTransactionFilter: method(
    'Starts a filter for transactions that begin to wait.',
    { full: z.boolean().nullish() },
    result.bytes,
    (context) => add(context, { kind: 'pending', hashes: [] }),
  ),

  eth_getFilterChanges: method(
    'What came since the last time a filter was asked: hashes, or logs.',
    byId,
    changed,
    (context, { id }) => changes(context, requireFilter(context, id)),
  ),

  eth_getFilterLogs: method(
    'All logs that match the query of a filter.',
    byId,
    result.logs,
    (context, { id }) => {
      const filter = requireFilter(context, id);
      if (filter.kind !== 'logs') throw new RpcError(errorCode.server, 'filter not found');
      return queryLogs(context.chain, filter.query, context.limits);
    },
  ),

  eth_uninstallFilter: method(
    'Ends a filter; false if there is none of this id.',
    byId,
    result.boolean,
    ({ filters }, { id }) => filters.remove(id),
  ),
};
