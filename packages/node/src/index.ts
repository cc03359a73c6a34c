/** The chain, its JSON-RPC door and its development accounts, as one function. */
export { backupChain } from './data-folder/backup-chain.ts';
export type { DataFolder } from './data-folder/data-folder.ts';
export { restoreChain } from './data-folder/restore-chain.ts';
export { type Verified, verifyChain } from './data-folder/verify-chain.ts';
export type { DevelopmentAccount } from './genesis/accounts.ts';
export type { NodeOptions, RunningNode, TlsFiles } from './node-options.ts';
export { startNode } from './start-node.ts';
