import type { NodeOptions } from '../node-options.ts';
import type { MethodTable } from './method.ts';
import { accountMethods } from './methods/accounts.ts';
import { blockMethods } from './methods/blocks.ts';
import { callMethods } from './methods/calls.ts';
import { debugMethods } from './methods/debug.ts';
import { developmentMethods } from './methods/development.ts';
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

/** The methods that a node with these options serves. */
export function selectMethods({ dev = false, debug = dev }: Pick<NodeOptions, 'dev' | 'debug'>): MethodTable {
  return {
    ...publicMethods,
    ...(debug && debugMethods),
    ...(dev && { ...accountMethods, ...developmentMethods }),
  };
}
