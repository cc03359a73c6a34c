/** The parts of a node without its doors: for those who embed a chain in their own process, and for benchmarks. */
export { type ChainOptions, openChain } from './chain/open-chain.ts';
export { defaultLimits } from './config/limits.ts';
export { createDriver } from './consensus/create-driver.ts';
export { createCustomCrypto } from './crypto/custom-crypto.ts';
export { EngineError, EngineRpc } from './engine/engine-rpc.ts';
export { cacheFolder } from './files/cache-folder.ts';
export { developmentAccounts } from './genesis/accounts.ts';
export { developmentGenesis } from './genesis/development.ts';
export { parseGenesis } from './genesis/genesis-file.ts';
export { admit, decodeTransaction, isRefusal } from './mempool/admit.ts';
export { Mempool } from './mempool/mempool.ts';
export { JoinChain } from './snapshots/join-chain.ts';
export { SnapshotFolder } from './snapshots/snapshot-folder.ts';
export { TakeSnapshots } from './snapshots/take-snapshots.ts';
export type { Durability } from './storage/key-value-store.ts';
export { openStore } from './storage/open-store.ts';
