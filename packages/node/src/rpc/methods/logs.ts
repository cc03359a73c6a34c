import { logMethods } from '@evm-ml/rpc';
import { serveReads } from '../method.ts';
import { queryLogs } from '../query-logs.ts';

/** Logs of mined transactions. */
export const logHandlers = serveReads(logMethods, {
  eth_getLogs: ({ chain, limits }, { query }) => queryLogs(chain, query, limits),
});
