import type { HookContext, NetworkHooks } from 'hardhat/types/hooks';
import type { ChainType, NetworkConnection } from 'hardhat/types/network';
import type { OwnNode } from '../node-thread.ts';
import { withOwnNode } from '../own-node.ts';
import { createPredictHelpers } from '../predict-helpers.ts';

/** Gives connections `predict`, and closes their node with them. */
export default async (): Promise<Partial<NetworkHooks>> => {
  const nodes = new WeakMap<NetworkConnection<ChainType | string>, OwnNode>();
  return {
    async newConnection<T extends ChainType | string>(
      context: HookContext,
      next: (nextContext: HookContext) => Promise<NetworkConnection<T>>,
    ): Promise<NetworkConnection<T>> {
      const [connection, node] = await withOwnNode(() => next(context));
      if (node) nodes.set(connection, node);
      const { provider, networkName } = connection;
      const { models } = context.config.evmMl;
      connection.predict = createPredictHelpers({ url: node?.url, provider, networkName, models });
      return connection;
    },

    async closeConnection<T extends ChainType | string>(
      context: HookContext,
      connection: NetworkConnection<T>,
      next: (nextContext: HookContext, nextConnection: NetworkConnection<T>) => Promise<void>,
    ): Promise<void> {
      try {
        await next(context, connection);
      } finally {
        await nodes.get(connection)?.close();
      }
    },
  };
};
