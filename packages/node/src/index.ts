/** The chain, its JSON-RPC door and its development accounts, as one function. */
export type { DevelopmentAccount, NodeOptions, RunningNode } from './node-options.ts';
export { startNode } from './start-node.ts';
