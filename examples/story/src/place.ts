import { parseArgs } from 'node:util';
import { startNode } from '@evm-ml/node';
import { developmentAccounts } from '@evm-ml/node/parts';
import { createPublicClient, http } from 'viem';
import type { Access } from './chain.ts';
import { startCluster } from './cluster.ts';

/** Where the story happens. */
export interface Place extends Access {
  /** In words. */
  readonly what: string;
  close(): Promise<void>;
}

/**
 * A chain as the command line asks for it: by `--rpc URL` one that runs already, by `--cluster` a network of validators,
 * otherwise one in this process. Its development accounts have to be funded.
 */
export async function openPlace(args: readonly string[]): Promise<Place> {
  const { values } = parseArgs({
    args: [...args],
    options: { rpc: { type: 'string' }, cluster: { type: 'boolean' } },
  });
  if (values.rpc !== undefined)
    return { ...(await accessTo(values.rpc)), what: 'that runs already', close: async () => undefined };
  if (values.cluster) {
    const { urls, close } = await startCluster();
    return { ...(await accessTo(urls[0]!)), what: `decided by ${urls.length} validators`, close };
  }
  const node = await startNode({ port: 0, dev: true });
  const { url, chainId, accounts } = node;
  return { url, chainId, accounts, what: 'inside this process', close: () => node.close() };
}

async function accessTo(url: string): Promise<Access> {
  const chainId = await createPublicClient({ transport: http(url, { retryCount: 0 }) })
    .getChainId()
    .catch(() => {
      throw new Error(`no node answers at ${url}: start one with "npm start", or give another --rpc.`);
    });
  return { url, chainId, accounts: developmentAccounts() };
}
