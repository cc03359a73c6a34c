import { Gauge, type Registry } from 'prom-client';

/** Subscriptions that are open. */
export function watchSubscriptions(register: Registry, subscriptions: ReadonlySet<string>): void {
  new Gauge({
    name: 'evm_ml_subscriptions',
    help: 'Subscriptions of WebSocket clients to blocks, logs and waiting transactions.',
    registers: [register],
    collect() {
      this.set(subscriptions.size);
    },
  });
}
