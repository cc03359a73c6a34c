import { Gauge, type Registry } from 'prom-client';
import type { Chain } from '../chain/chain.ts';
import type { Mempool } from '../mempool/mempool.ts';

/** Subscriptions that are open: listeners beside those of the node itself, which are there when this is called. */
export function watchSubscriptions(register: Registry, chain: Chain, pool: Mempool): void {
  const count = () => chain.events.listenerCount('block') + pool.events.listenerCount('added');
  const own = count();
  new Gauge({
    name: 'evm_ml_subscriptions',
    help: 'Subscriptions of WebSocket clients to blocks, logs and waiting transactions.',
    registers: [register],
    collect() {
      this.set(count() - own);
    },
  });
}
