import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { startNode } from '@evm-ml/node';
import { developmentAccounts } from '@evm-ml/node/parts';
import { createPublicClient, http } from 'viem';
import type { Access } from './chain.ts';
import { startCluster } from './cluster.ts';
import { print } from './print.ts';

/** Where the story happens. */
export interface Place extends Access {
  /** In words. */
  readonly what: string;
  close(): Promise<void>;
  /** With `--keep`: says where the chain can be looked at, and waits for Ctrl-C or SIGTERM. Without: nothing. */
  stay(): Promise<void>;
}

/**
 * A chain as the command line asks for it: by `--rpc URL` one that runs already, by `--cluster` a network of validators,
 * otherwise one in this process; `--keep` leaves what was started running until it is stopped. Its development accounts have to be funded.
 */
export async function openPlace(args: readonly string[]): Promise<Place> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rpc: { type: 'string' },
      cluster: { type: 'boolean' },
      keep: { type: 'boolean', default: false },
    },
  });
  if (values.rpc !== undefined)
    return { ...(await accessTo(values.rpc)), what: 'that runs already', ...unkept };
  if (values.cluster) {
    const { urls, close } = await startCluster();
    const stay = values.keep ? () => untilSignal(urls[0]!) : unkept.stay;
    return { ...(await accessTo(urls[0]!)), what: `decided by ${urls.length} validators`, close, stay };
  }
  const node = await startNode({ port: 0, dev: true, explorer: values.keep });
  const { url, chainId, accounts } = node;
  const stay = values.keep ? () => untilSignal(url) : unkept.stay;
  return { url, chainId, accounts, what: 'inside this process', close: () => node.close(), stay };
}

/** Of a place that nobody keeps, or that goes on by itself. */
const unkept = { close: async () => undefined, stay: async () => undefined };

async function untilSignal(url: string): Promise<void> {
  print(`\nThe chain goes on at ${url}; look at it at ${url}/explorer/, Ctrl-C ends it.`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
}

async function accessTo(url: string): Promise<Access> {
  const chainId = await createPublicClient({ transport: http(url, { retryCount: 0 }) })
    .getChainId()
    .catch(() => {
      throw new Error(`no node answers at ${url}: start one with "npm start", or give another --rpc.`);
    });
  return { url, chainId, accounts: developmentAccounts() };
}
