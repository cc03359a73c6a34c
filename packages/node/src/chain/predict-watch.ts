import type { ModelCache, PredictMonitor, ResultCache } from '@evm-ml/evm';
import type { Capacity } from '@evm-ml/quantized-runtime';

/** Passes on what PREDICT tells of itself to whoever watches. */
export class PredictWatch implements PredictMonitor {
  readonly watchers = new Set<PredictMonitor>();

  lookedUp(...what: Parameters<PredictMonitor['lookedUp']>): void {
    for (const watcher of this.watchers) watcher.lookedUp(...what);
  }

  planned(...what: Parameters<PredictMonitor['planned']>): void {
    for (const watcher of this.watchers) watcher.planned(...what);
  }

  ran(...what: Parameters<PredictMonitor['ran']>): void {
    for (const watcher of this.watchers) watcher.ran(...what);
  }
}

/** What all EVMs of one chain share of PREDICT. */
export interface PredictResources {
  readonly models: ModelCache;
  readonly results: ResultCache;
  readonly monitor: PredictWatch;
  /** How large models may be. */
  readonly capacity: Capacity;
}
