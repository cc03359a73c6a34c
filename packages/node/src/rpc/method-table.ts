import type { NodeOptions } from '../node-options.ts';
import type { MethodTable } from './method.ts';
import { accountMethods } from './methods/accounts.ts';
import { blockMethods } from './methods/blocks.ts';
import { callMethods } from './methods/calls.ts';
import { chainConfigMethods } from './methods/chain-config.ts';
import { debugMethods } from './methods/debug.ts';
import { developmentMethods } from './methods/development.ts';
import { discoveryMethods } from './methods/discover.ts';
import { feeMethods } from './methods/fees.ts';
import { filterMethods } from './methods/filters.ts';
import { logMethods } from './methods/logs.ts';
import { networkMethods } from './methods/network.ts';
import { poolMethods } from './methods/pool.ts';
import { predictMethods } from './methods/predict.ts';
import { proofMethods } from './methods/proof.ts';
import { simulateMethods } from './methods/simulate.ts';
import { stateMethods } from './methods/state.ts';
import { subscriptionMethods } from './methods/subscriptions.ts';
import { transactionMethods } from './methods/transactions.ts';

/** Methods that every node serves. */
export const publicMethods: MethodTable = {
  ...networkMethods,
  ...chainConfigMethods,
  ...blockMethods,
  ...transactionMethods,
  ...stateMethods,
  ...callMethods,
  ...feeMethods,
  ...logMethods,
  ...filterMethods,
  ...subscriptionMethods,
  ...proofMethods,
  ...poolMethods,
  ...predictMethods,
  ...simulateMethods,
};

/** Methods that look inside; served with `debug`. */
export const debugNames: readonly string[] = Object.keys(debugMethods);

/** Methods that change what nobody signed; served with `dev`. */
export const developmentNames: readonly string[] = Object.keys({ ...accountMethods, ...developmentMethods });

/** The methods that a node with these options serves. */
export function selectMethods({
  dev = false,
  debug = dev,
  unlocked = [],
}: Pick<NodeOptions, 'dev' | 'debug' | 'unlocked'>): MethodTable {
  const selected = {
    ...publicMethods,
    ...(debug && debugMethods),
    ...((dev || unlocked.length > 0) && accountMethods),
    ...(dev && developmentMethods),
  };
  return { ...selected, ...discoveryMethods(selected) };
}
