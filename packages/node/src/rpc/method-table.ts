import type { publicMethods } from '@evm-ml/rpc';
import { developmentVersion } from '../config/version.ts';
import type { NodeOptions } from '../node-options.ts';
import type { MethodTable, Served } from './method.ts';
import { accountHandlers } from './methods/accounts.ts';
import { blockHandlers } from './methods/blocks.ts';
import { callHandlers } from './methods/calls.ts';
import { chainConfigHandlers } from './methods/chain-config.ts';
import { clusterHandlers } from './methods/cluster.ts';
import { debugHandlers } from './methods/debug.ts';
import { developmentHandlers } from './methods/development.ts';
import { discoveryHandlers } from './methods/discovery.ts';
import { feeHandlers, priceHandlers } from './methods/fees.ts';
import { filterHandlers } from './methods/filters.ts';
import { logHandlers } from './methods/logs.ts';
import { networkHandlers } from './methods/network.ts';
import { otterscanHandlers } from './methods/otterscan.ts';
import { poolHandlers } from './methods/pool.ts';
import { predictHandlers } from './methods/predict.ts';
import { proofHandlers } from './methods/proof.ts';
import { simulateHandlers } from './methods/simulate.ts';
import { nonceHandlers, recordHandlers, storageHandlers } from './methods/state.ts';
import { subscriptionHandlers } from './methods/subscriptions.ts';
import { placeHandlers, transactionHandlers } from './methods/transactions.ts';
import { besideTheChain } from './read-methods.ts';

/** Methods that every node serves. */
const always: Served<typeof publicMethods> = {
  ...networkHandlers,
  ...chainConfigHandlers,
  ...blockHandlers,
  ...transactionHandlers,
  ...placeHandlers,
  ...recordHandlers,
  ...nonceHandlers,
  ...storageHandlers,
  ...callHandlers,
  ...feeHandlers,
  ...priceHandlers,
  ...logHandlers,
  ...filterHandlers,
  ...subscriptionHandlers,
  ...proofHandlers,
  ...poolHandlers,
  ...predictHandlers,
  ...clusterHandlers,
  ...simulateHandlers,
  ...otterscanHandlers,
};

const namedForDevelopment: MethodTable = {
  web3_clientVersion: { ...networkHandlers.web3_clientVersion, run: () => developmentVersion },
};

/** The methods that a node with these options serves. */
export function selectMethods({
  dev = false,
  debug = dev,
  unlocked = [],
}: Pick<NodeOptions, 'dev' | 'debug' | 'unlocked'>): MethodTable {
  const selected = {
    ...always,
    ...(debug && debugHandlers),
    ...((dev || unlocked.length > 0) && accountHandlers),
    ...(dev && developmentHandlers),
    ...(dev && namedForDevelopment),
  };
  return besideTheChain({ ...selected, ...discoveryHandlers(selected) });
}
