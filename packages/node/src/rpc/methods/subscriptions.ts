import { randomBytes } from 'node:crypto';
import type { Block } from '@ethereumjs/block';
import { bytesToHex } from '@ethereumjs/util';
import {
  errorCode,
  type Notice,
  parameters,
  type SubscriptionKind,
  sentenceOf,
  subscriptionMethods,
} from '@evm-ml/rpc';
import { z } from 'zod';
import type { CommittedBlock } from '../../chain/chain.ts';
import type { PoolEntry } from '../../mempool/mempool.ts';
import type { Connection } from '../connection.ts';
import { limitExceeded, RpcError } from '../errors.ts';
import { formatHeader } from '../format/block.ts';
import { formatTransaction } from '../format/transaction.ts';
import { matchLogs, toPattern } from '../match-logs.ts';
import { type RpcContext, serve } from '../method.ts';
import { assertFollows } from '../query-logs.ts';

/** Starts one kind of subscription and returns what ends it. */
type Start<Kind extends SubscriptionKind> = (
  context: RpcContext,
  push: (notice: Notice<Kind>) => void,
  option: unknown,
) => () => void;

function onBlock({ chain }: RpcContext, listener: (committed: CommittedBlock) => void): () => void {
  chain.events.on('block', listener);
  return () => chain.events.off('block', listener);
}

const starts: { readonly [Kind in SubscriptionKind]: Start<Kind> } = {
  newHeads: (context, push) => {
    const { events } = context.chain;
    const end = onBlock(context, ({ block }) => push(formatHeader(block.header)));
    const wentBack = ({ header }: Block) => push(formatHeader(header));
    events.on('rewind', wentBack);
    return () => {
      events.off('rewind', wentBack);
      end();
    };
  },

  logs: (context, push, option) => {
    const query = parameters.logQuery.parse(option ?? {}, { error: sentenceOf });
    assertFollows(query);
    const pattern = toPattern(query);
    const { events } = context.chain;
    const tell =
      (removed: boolean) =>
      ({ block, receipts }: Pick<CommittedBlock, 'block' | 'receipts'>) => {
        for (const log of matchLogs(block, receipts, pattern, removed)) push(log);
      };
    const [came, went] = [tell(false), tell(true)];
    events.on('removed', went);
    const end = onBlock(context, came);
    return () => {
      events.off('removed', went);
      end();
    };
  },

  newPendingTransactions: ({ pool }, push, option) => {
    const full = z.boolean().nullish().parse(option) ?? false;
    const listener = ({ hash, tx }: PoolEntry) => push(full ? formatTransaction(tx, undefined) : hash);
    pool.events.on('added', listener);
    return () => pool.events.off('added', listener);
  },

  syncing: (_context, push) => {
    queueMicrotask(() => push(false));
    return () => undefined;
  },
};

function requireConnection({ connection }: RpcContext): Connection {
  if (!connection)
    throw new RpcError(errorCode.server, 'notifications not supported: connect over WebSocket');
  return connection;
}

/** Notifications over WebSocket. */
export const subscriptionHandlers = serve(subscriptionMethods, {
  eth_subscribe: (context, { kind, option }) => {
    const connection = requireConnection(context);
    if (connection.ended) throw new RpcError(errorCode.server, 'the connection is closed');
    if (connection.subscriptions.size >= context.limits.maxSubscriptions) {
      throw limitExceeded(
        'maxSubscriptions',
        context.limits.maxSubscriptions,
        'end another subscription first',
      );
    }
    const id = bytesToHex(randomBytes(16));
    const push = async (notice: unknown) => {
      await connection.answered;
      // Nothing comes after the answer to eth_unsubscribe.
      if (connection.subscriptions.has(id)) connection.push(id, notice);
    };
    const end = starts[kind](context, push, option);
    context.subscriptions.add(id);
    connection.subscriptions.set(id, () => {
      context.subscriptions.delete(id);
      end();
    });
    return id;
  },

  eth_unsubscribe: (context, { id }) => {
    const { subscriptions } = requireConnection(context);
    subscriptions.get(id)?.();
    return subscriptions.delete(id);
  },
});
