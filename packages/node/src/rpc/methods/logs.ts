import { type MethodTable, method } from '../method.ts';
import { queryLogs } from '../query-logs.ts';
import * as result from '../results/index.ts';
import { logQuery } from '../schema.ts';

/** Logs of mined transactions. */
export const logMethods: MethodTable = {
  eth_getLogs: method(
    'Logs of mined transactions that match a query, oldest first.',
    { query: logQuery },
    result.logs,
    ({ chain, limits }, { query }) => queryLogs(chain, query, limits),
  ),
};
