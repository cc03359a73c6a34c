import { getAddress } from 'viem';
import { z } from 'zod';
import type { PoolEntry } from '../../mempool/mempool.ts';
import { toQuantity } from '../format/hex.ts';
import { formatTransaction } from '../format/transaction.ts';
import { type MethodTable, method, type RpcContext } from '../method.ts';
import { address, noParams } from '../schema.ts';

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

const byNonce = (entries: PoolEntry[], show: (entry: PoolEntry) => unknown) =>
  Object.fromEntries(entries.map((entry) => [entry.tx.nonce.toString(), show(entry)]));

async function listing(context: RpcContext, show: (entry: PoolEntry) => unknown) {
  const result: Record<keyof Groups, Record<string, unknown>> = { pending: {}, queued: {} };
  for (const [sender] of [...context.pool.senders()]) {
    const groups = await groupsOf(context, sender);
    for (const kind of ['pending', 'queued'] as const) {
      if (groups[kind].length > 0) result[kind][getAddress(sender)] = byNonce(groups[kind], show);
    }
  }
  return result;
}

const inspect = ({ tx }: PoolEntry) =>
  `${tx.to?.toString() ?? 'contract creation'}: ${tx.value} wei + ${tx.gasLimit} gas × ${'maxFeePerGas' in tx ? tx.maxFeePerGas : tx.gasPrice} wei`;

/** What waits for a block. */
export const poolMethods: MethodTable = {
  txpool_status: method(noParams, async (context) => {
    let [pending, queued] = [0, 0];
    for (const [sender] of [...context.pool.senders()]) {
      const groups = await groupsOf(context, sender);
      pending += groups.pending.length;
      queued += groups.queued.length;
    }
    return { pending: toQuantity(pending), queued: toQuantity(queued) };
  }),

  txpool_content: method(noParams, (context) =>
    listing(context, ({ tx }) => formatTransaction(tx, undefined)),
  ),

  txpool_contentFrom: method(z.tuple([address]), async (context, [who]) => {
    const { pending, queued } = await groupsOf(context, who.toString());
    const show = ({ tx }: PoolEntry) => formatTransaction(tx, undefined);
    return { pending: byNonce(pending, show), queued: byNonce(queued, show) };
  }),

  txpool_inspect: method(noParams, (context) => listing(context, inspect)),

  eth_pendingTransactions: method(noParams, ({ pool, accounts }) =>
    accounts.flatMap(({ address: who }) =>
      [...pool.of(who.toLowerCase() as PoolEntry['sender']).values()].map(({ tx }) =>
        formatTransaction(tx, undefined),
      ),
    ),
  ),
};
