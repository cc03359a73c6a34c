import { z } from 'zod';
import { type Definitions, define } from '../define.ts';
import { address } from '../parameters/index.ts';
import * as result from '../results/index.ts';

/** What waits for a block. */
export const poolMethods = {
  txpool_status: define(
    'How many transactions wait: `pending` could run now, `queued` wait behind a gap.',
    [],
    result.poolStatus,
  ),

  txpool_content: define('Waiting transactions by account and nonce.', [], result.poolContent),

  txpool_contentFrom: define(
    'Waiting transactions of one account by nonce.',
    [{ account: address }],
    result.poolOfAccount,
  ),

  txpool_inspect: define(
    'Waiting transactions by account and nonce, one line each.',
    [],
    result.poolInspection,
  ),

  eth_pendingTransactions: define(
    "Waiting transactions of the node's own accounts.",
    [],
    z.array(result.transaction),
  ),
} satisfies Definitions;
