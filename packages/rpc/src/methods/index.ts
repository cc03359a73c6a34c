import type { ParamsOf, ResultOf } from '../define.ts';
import { accountMethods } from './accounts.ts';
import { blockMethods } from './blocks.ts';
import { callMethods } from './calls.ts';
import { chainConfigMethods } from './chain-config.ts';
import { clusterMethods } from './cluster.ts';
import { debugMethods } from './debug.ts';
import { developmentMethods } from './development.ts';
import { discoveryMethods } from './discovery.ts';
import { feeMethods } from './fees.ts';
import { filterMethods } from './filters.ts';
import { logMethods } from './logs.ts';
import { networkMethods } from './network.ts';
import { otterscanMethods } from './otterscan.ts';
import { poolMethods } from './pool.ts';
import { predictMethods } from './predict.ts';
import { proofMethods } from './proof.ts';
import { simulateMethods } from './simulate.ts';
import { stateMethods } from './state.ts';
import { subscriptionMethods } from './subscriptions.ts';
import { transactionMethods } from './transactions.ts';

// The types are spelt out so that declarations refer to each group instead of repeating its schemas.

/** Methods that every node serves. */
export const publicMethods: typeof networkMethods &
  typeof chainConfigMethods &
  typeof blockMethods &
  typeof transactionMethods &
  typeof stateMethods &
  typeof callMethods &
  typeof feeMethods &
  typeof logMethods &
  typeof filterMethods &
  typeof subscriptionMethods &
  typeof proofMethods &
  typeof poolMethods &
  typeof predictMethods &
  typeof clusterMethods &
  typeof simulateMethods &
  typeof otterscanMethods = {
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
  ...clusterMethods,
  ...simulateMethods,
  ...otterscanMethods,
};

/** All methods: those that every node serves, those of `debug` and `dev`, and those that describe them. */
export const methods: typeof publicMethods &
  typeof debugMethods &
  typeof accountMethods &
  typeof developmentMethods &
  typeof discoveryMethods = {
  ...publicMethods,
  ...debugMethods,
  ...accountMethods,
  ...developmentMethods,
  ...discoveryMethods,
};

/** The names of all methods. */
export type MethodName = keyof typeof methods;

/** What a client sends as `params` of a method. */
export type MethodParams<Name extends MethodName> = ParamsOf<(typeof methods)[Name]>;

/** What a client gets as `result` of a method. */
export type MethodResult<Name extends MethodName> = ResultOf<(typeof methods)[Name]>;

/** Both, as viem's `client.request` takes them: `client.request<MethodRequest<'predict_list'>>(...)`. */
export interface MethodRequest<Name extends MethodName> {
  Method: Name;
  Parameters: MethodParams<Name>;
  ReturnType: MethodResult<Name>;
}
