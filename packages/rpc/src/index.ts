/** JSON-RPC of an evm-ml node: names, schemas and types of all methods, for clients, pages and the node itself. */

// Schemas. What is answered comes first: the OpenRPC document lists components in the order in which they are named.

export type { Hex } from './hex.ts';
export type {
  Block,
  CallFrame,
  ChainMembers,
  ClusterState,
  Header,
  Log,
  ModelDescription,
  PredictCall,
  Receipt,
  RegisteredModel,
  RegisteredModels,
  StructTrace,
  Trace,
  TracedAccounts,
  Transaction,
} from './results/index.ts';
export * as results from './results/index.ts';

// Schemas of what is asked.

export type {
  BlockOverrides,
  BlockReference,
  CallRequest,
  LogQuery,
  SimulatedCalls,
  Simulation,
  StateOverrides,
  TraceFilter,
  TraceOptions,
} from './parameters/index.ts';
export * as parameters from './parameters/index.ts';

// Methods, a file a group.

export * from './define.ts';
export * from './errors.ts';
export { accountMethods } from './methods/accounts.ts';
export { blockMethods } from './methods/blocks.ts';
export { callMethods } from './methods/calls.ts';
export { chainConfigMethods } from './methods/chain-config.ts';
export { clusterMethods } from './methods/cluster.ts';
export { debugMethods } from './methods/debug.ts';
export { accountEdits } from './methods/development/account-edits.ts';
export { type AsAnvil, asAnvil, isSilent } from './methods/development/as-anvil.ts';
export { type InNamespace, inNamespace } from './methods/development/in-namespace.ts';
export { sealing } from './methods/development/sealing.ts';
export { developmentMethods } from './methods/development.ts';
export { discoveryMethods } from './methods/discovery.ts';
export { feeMethods } from './methods/fees.ts';
export { filterMethods } from './methods/filters.ts';
export {
  type MethodName,
  type MethodParams,
  type MethodRequest,
  type MethodResult,
  methods,
  publicMethods,
} from './methods/index.ts';
export { logMethods } from './methods/logs.ts';
export { networkMethods } from './methods/network.ts';
export { otterscanMethods } from './methods/otterscan.ts';
export { poolMethods } from './methods/pool.ts';
export { predictMethods } from './methods/predict.ts';
export { proofMethods } from './methods/proof.ts';
export { simulateMethods } from './methods/simulate.ts';
export { stateMethods } from './methods/state.ts';
export { type Notice, notices, type SubscriptionKind, subscriptionMethods } from './methods/subscriptions.ts';
export { transactionMethods } from './methods/transactions.ts';
export { sentenceOf } from './sentences.ts';

// What is derived from them.

export * from './openrpc/document.ts';
export * from './openrpc/markdown.ts';
