/** The chain, its JSON-RPC door and its development accounts, as one function. */
export type { DevelopmentAccount, NodeOptions, RunningNode, TlsFiles } from './node-options.ts';
export { startNode } from './start-node.ts';
export {
  backupChain,
  type DataFolder,
  restoreChain,
  type Verified,
  verifyChain,
} from './storage/data-folder.ts';
