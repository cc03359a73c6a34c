import { poolMethods } from '@evm-ml/rpc';
import { getAddress } from 'viem';
import { ReadBudget } from '../../chain/read-budget.ts';
import type { PoolEntry } from '../../mempool/mempool.ts';
import { TimeSlice } from '../../time-slice.ts';
import { toQuantity } from '../format/hex.ts';
import { formatTransaction } from '../format/transaction.ts';
import { type RpcContext, serve } from '../method.ts';
import type { RawJson } from '../raw-json.ts';

type Sender = PoolEntry['sender'];
type Groups = { pending: PoolEntry[]; queued: PoolEntry[] };
const kinds = ['pending', 'queued'] as const;

/** What waits of one account, by nonce: `pending` could run now, `queued` waits behind a gap. */
async function groupsOf({ chain, pool }: RpcContext, sender: Sender): Promise<Groups> {
  // Of accounts with nothing in the pool, whoever names them, nothing is kept.
  if (pool.of(sender).size === 0) return { pending: [], queued: [] };
  const nonce = await chain.headNonces.of(sender);
  const ready = pool.nextNonce(sender, nonce);
  const entries = [...pool.of(sender).values()].sort((a, b) => (a.tx.nonce < b.tx.nonce ? -1 : 1));
  return {
    pending: entries.filter(({ tx }) => tx.nonce < ready),
    queued: entries.filter(({ tx }) => tx.nonce >= ready),
  };
}

type Show = (entry: PoolEntry) => unknown;
const showAll: Show = ({ tx }) => formatTransaction(tx, undefined);
const showLine: Show = ({ tx }) =>
  `${tx.to?.toString() ?? 'contract creation'}: ${tx.value} wei + ${tx.gasLimit} gas × ${'maxFeePerGas' in tx ? tx.maxFeePerGas : tx.gasPrice} wei`;

/** Writes entries in JSON, within what one read may collect, and lets others have their turns meanwhile. */
class EntryWriter {
  private readonly slice = new TimeSlice();
  private readonly budget: ReadBudget;

  constructor(
    { limits }: RpcContext,
    private readonly show: Show,
  ) {
    this.budget = new ReadBudget(limits.maxReadBytes);
  }

  async list(entries: readonly PoolEntry[]): Promise<string> {
    return `[${(await this.writeAll(entries)).join()}]`;
  }

  async byNonce(entries: readonly PoolEntry[]): Promise<string> {
    const written = await this.writeAll(entries);
    return `{${entries.map(({ tx }, index) => `"${tx.nonce}":${written[index]}`).join()}}`;
  }

  private async writeAll(entries: readonly PoolEntry[]): Promise<string[]> {
    const written: string[] = [];
    for (const entry of entries) {
      await this.slice.rest();
      const json = JSON.stringify(this.show(entry));
      this.budget.take(json.length);
      written.push(json);
    }
    return written;
  }
}

/** All that waits, by account and nonce. */
function listing(context: RpcContext, show: Show): Promise<RawJson> {
  return context.reads.here(async () => {
    const writer = new EntryWriter(context, show);
    const listed: Record<keyof Groups, string[]> = { pending: [], queued: [] };
    for (const [sender] of [...context.pool.senders()]) {
      const groups = await groupsOf(context, sender);
      for (const kind of kinds) {
        if (groups[kind].length > 0)
          listed[kind].push(`"${getAddress(sender)}":${await writer.byNonce(groups[kind])}`);
      }
    }
    return `{${kinds.map((kind) => `"${kind}":{${listed[kind].join()}}`).join()}}`;
  });
}

/** What waits for a block. */
export const poolHandlers = serve(poolMethods, {
  txpool_status: async (context) => {
    const slice = new TimeSlice();
    let [pending, queued] = [0, 0];
    for (const [sender] of [...context.pool.senders()]) {
      await slice.rest();
      const groups = await groupsOf(context, sender);
      pending += groups.pending.length;
      queued += groups.queued.length;
    }
    return { pending: toQuantity(pending), queued: toQuantity(queued) };
  },

  txpool_content: (context) => listing(context, showAll),

  txpool_contentFrom: (context, { account }) =>
    context.reads.here(async () => {
      const writer = new EntryWriter(context, showAll);
      const { pending, queued } = await groupsOf(context, account);
      return `{"pending":${await writer.byNonce(pending)},"queued":${await writer.byNonce(queued)}}`;
    }),

  txpool_inspect: (context) => listing(context, showLine),

  eth_pendingTransactions: (context) =>
    context.reads.here(() => {
      const { pool, accounts } = context;
      const entries = accounts.flatMap(({ address: who }) => [
        ...pool.of(who.toLowerCase() as Sender).values(),
      ]);
      return new EntryWriter(context, showAll).list(entries);
    }),
});
