import { z } from 'zod';
import { type MethodTable, method } from '../method.ts';
import { queryLogs } from '../query-logs.ts';
import { logQuery } from '../schema.ts';

/** Logs of mined transactions. */
export const logMethods: MethodTable = {
  eth_getLogs: method(z.tuple([logQuery]), ({ chain, limits }, [query]) => queryLogs(chain, query, limits)),
};
