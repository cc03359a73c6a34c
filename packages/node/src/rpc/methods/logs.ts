import { logMethods } from '@evm-ml/rpc';
import { serve } from '../method.ts';
import { queryLogs } from '../query-logs.ts';

/** Logs of mined transactions. */
export const logHandlers = serve(logMethods, {
  eth_getLogs: ({ chain, limits }, { query }) => queryLogs(chain, query, limits),
});
