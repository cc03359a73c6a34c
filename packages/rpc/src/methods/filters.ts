import { z } from 'zod';
import { type Definitions, define } from '../define.ts';
import { logQuery } from '../parameters/index.ts';
import * as result from '../results/index.ts';

const id = z.string();

/** Filters that are asked for their changes. */
export const filterMethods = {
  eth_newFilter: define('Starts a filter for logs that match a query.', [{ query: logQuery }], result.bytes),

  eth_newBlockFilter: define('Starts a filter for new blocks.', [], result.bytes),

  eth_newPendingTransactionFilter: define(
    'Starts a filter for transactions that begin to wait.',
    [{ full: z.boolean().nullish() }],
    result.bytes,
  ),

  eth_getFilterChanges: define(
    'What came since the last time a filter was asked: hashes, or logs.',
    [{ id }],
    z.union([z.array(result.hash), result.logs]),
  ),

  eth_getFilterLogs: define('All logs that match the query of a filter.', [{ id }], result.logs),

  eth_uninstallFilter: define('Ends a filter; false if there is none of this id.', [{ id }], result.boolean),
} satisfies Definitions;
