import { type Definitions, define } from '../define.ts';
import { logQuery } from '../parameters/index.ts';
import * as result from '../results/index.ts';

/** Logs of mined transactions. */
export const logMethods = {
  eth_getLogs: define(
    'Logs of mined transactions that match a query, oldest first.',
    [{ query: logQuery }],
    result.logs,
  ),
} satisfies Definitions;
