import { getAddress } from 'viem';
import { z } from 'zod';
import type { PoolEntry } from '../../mempool/mempool.ts';
import { toQuantity } from '../format/hex.ts';
import { formatTransaction } from '../format/transaction.ts';
import { type MethodTable, method, type RpcContext } from '../method.ts';
import * as result from '../results/index.ts';
import { address } from '../schema.ts';

type Groups = { pending: PoolEntry[]; queued: PoolEntry[] };

/** What waits of one account: `pending` could run now, `queued` waits behind a gap. */
async function groupsOf({ chain, pool }: RpcContext, sender: PoolEntry['sender']): Promise<Groups> {
  const ready = pool.nextNonce(sender, await chain.nonceOf(sender));
  const entries = [...pool.of(sender).values()];
  return {
    pending: entries.filter(({ tx }) => tx.nonce < ready),
    queued: entries.filter(({ tx }) => tx.nonce >= ready),
  };
}

const byNonce = <Shown>(entries: PoolEntry[], show: (entry: PoolEntry) => Shown) =>
  Object.fromEntries(entries.map((entry) => [entry.tx.nonce.toString(), show(entry)]));

async function listing<Shown>(context: RpcContext, show: (entry: PoolEntry) => Shown) {
  const listed: Record<keyof Groups, Record<string, Record<string, Shown>>> = { pending: {}, queued: {} };
  for (const [sender] of [...context.pool.senders()]) {
    const groups = await groupsOf(context, sender);
    for (const kind of ['pending', 'queued'] as const) {
      if (groups[kind].length > 0) listed[kind][getAddress(sender)] = byNonce(groups[kind], show);
    }
  }
  return listed;
}

const inspect = ({ tx }: PoolEntry) =>
  `${tx.to?.toString() ?? 'contract creation'}: ${tx.value} wei + ${tx.gasLimit} gas × ${'maxFeePerGas' in tx ? tx.maxFeePerGas : tx.gasPrice} wei`;

/** What waits for a block. */
export const poolMethods: MethodTable = {
  txpool_status: method(
    'How many transactions wait: `pending` could run now, `queued` wait behind a gap.',
    {},
    result.poolStatus,
    async (context) => {
      let [pending, queued] = [0, 0];
      for (const [sender] of [...context.pool.senders()]) {
        const groups = await groupsOf(context, sender);
        pending += groups.pending.length;
        queued += groups.queued.length;
      }
      return { pending: toQuantity(pending), queued: toQuantity(queued) };
    },
  ),

  txpool_content: method('Waiting transactions by account and nonce.', {}, result.poolContent, (context) =>
    listing(context, ({ tx }) => formatTransaction(tx, undefined)),
  ),

  txpool_contentFrom: method(
    'Waiting transactions of one account by nonce.',
    { account: address },
    result.poolOfAccount,
    async (context, { account: who }) => {
      const { pending, queued } = await groupsOf(context, who.toString());
      const show = ({ tx }: PoolEntry) => formatTransaction(tx, undefined);
      return { pending: byNonce(pending, show), queued: byNonce(queued, show) };
    },
  ),

  txpool_inspect: method(
    'Waiting transactions by account and nonce, one line each.',
    {},
    result.poolInspection,
    (context) => listing(context, inspect),
  ),

  eth_pendingTransactions: method(
    "Waiting transactions of the node's own accounts.",
    {},
    z.array(result.transaction),
    ({ pool, accounts }) =>
      accounts.flatMap(({ address: who }) =>
        [...pool.of(who.toLowerCase() as PoolEntry['sender']).values()].map(({ tx }) =>
          formatTransaction(tx, undefined),
        ),
      ),
  ),
};
