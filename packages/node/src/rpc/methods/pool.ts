import { poolMethods } from '@evm-ml/rpc';
import { getAddress } from 'viem';
import { ReadBudget } from '../../chain/read-budget.ts';
import type { PoolEntry } from '../../mempool/mempool.ts';
import { toQuantity } from '../format/hex.ts';
import { formatTransaction } from '../format/transaction.ts';
import { type RpcContext, serve } from '../method.ts';

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

/** @param bytesOf how many bytes of an answer an entry becomes, at the least */
async function listing<Shown>(
  context: RpcContext,
  show: (entry: PoolEntry) => Shown,
  bytesOf: (entry: PoolEntry) => number,
) {
  const budget = new ReadBudget(context.limits.maxReadBytes);
  const listed: Record<keyof Groups, Record<string, Record<string, Shown>>> = { pending: {}, queued: {} };
  for (const [sender] of [...context.pool.senders()]) {
    const groups = await groupsOf(context, sender);
    for (const kind of ['pending', 'queued'] as const) {
      for (const entry of groups[kind]) budget.take(bytesOf(entry));
      if (groups[kind].length > 0) listed[kind][getAddress(sender)] = byNonce(groups[kind], show);
    }
  }
  return listed;
}

const inspect = ({ tx }: PoolEntry) =>
  `${tx.to?.toString() ?? 'contract creation'}: ${tx.value} wei + ${tx.gasLimit} gas × ${'maxFeePerGas' in tx ? tx.maxFeePerGas : tx.gasPrice} wei`;

/** What waits for a block. */
export const poolHandlers = serve(poolMethods, {
  txpool_status: async (context) => {
    let [pending, queued] = [0, 0];
    for (const [sender] of [...context.pool.senders()]) {
      const groups = await groupsOf(context, sender);
      pending += groups.pending.length;
      queued += groups.queued.length;
    }
    return { pending: toQuantity(pending), queued: toQuantity(queued) };
  },

  txpool_content: (context) =>
    listing(
      context,
      ({ tx }) => formatTransaction(tx, undefined),
      ({ bytes }) => 2 * bytes + 500,
    ),

  txpool_contentFrom: async (context, { account: who }) => {
    const { pending, queued } = await groupsOf(context, who);
    const show = ({ tx }: PoolEntry) => formatTransaction(tx, undefined);
    return { pending: byNonce(pending, show), queued: byNonce(queued, show) };
  },

  txpool_inspect: (context) => listing(context, inspect, () => 150),

  eth_pendingTransactions: ({ pool, accounts }) =>
    accounts.flatMap(({ address: who }) =>
      [...pool.of(who.toLowerCase() as PoolEntry['sender']).values()].map(({ tx }) =>
        formatTransaction(tx, undefined),
      ),
    ),
});
