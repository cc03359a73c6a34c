import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Chain } from '../chain/chain.ts';
import type { Driver } from '../consensus/driver.ts';
import type { Mempool } from '../mempool/mempool.ts';
import type { ReadPool } from '../reads/read-pool.ts';
import type { KeyValueStore } from '../storage/key-value-store.ts';
import { watchChain } from './chain-metrics.ts';
import { watchCluster } from './cluster-metrics.ts';
import { watchFolder, watchStore } from './database-metrics.ts';
import { watchPredict } from './predict-metrics.ts';
import { watchReads } from './read-metrics.ts';
import { type WatchRequest, watchRequests } from './request-metrics.ts';
import { watchSubscriptions } from './subscription-metrics.ts';

/** What of a node is watched. */
export interface Watched {
  chain: Chain;
  pool: Mempool;
  driver: Pick<Driver, 'cluster'>;
  subscriptions: ReadonlySet<string>;
  readPool: ReadPool;
}

/** What a Prometheus server reads, and where the parts report. */
export interface Metrics {
  readonly contentType: string;
  /** The text exposition. */
  text(): Promise<string>;
  readonly request: WatchRequest;
  /** The same store, watched. `dataDir`: where its files are, if it has any. */
  store(store: KeyValueStore, dataDir: string | undefined): KeyValueStore;
  chain(parts: Watched): void;
}

/** Metrics of one node, with units in their names. Two nodes in a process do not share them. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'evm_ml_' });
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    request: watchRequests(registry),
    store(store, dataDir) {
      if (dataDir !== undefined) watchFolder(registry, dataDir);
      return watchStore(registry, store);
    },
    chain({ chain, pool, driver, subscriptions, readPool }) {
      watchChain(registry, chain, pool);
      if (driver.cluster) watchCluster(registry, driver.cluster, chain);
      if (chain.predict) watchPredict(registry, chain.predict);
      watchReads(registry, readPool);
      watchSubscriptions(registry, subscriptions);
    },
  };
}
