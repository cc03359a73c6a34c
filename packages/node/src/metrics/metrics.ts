import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Chain } from '../chain/chain.ts';
import type { Mempool } from '../mempool/mempool.ts';

/** What a Prometheus server reads, and where the parts report. */
export interface Metrics {
  readonly contentType: string;
  /** The text exposition. */
  text(): Promise<string>;
  /** One answered request; `code` is the JSON-RPC error code, if it failed. */
  request(method: string, seconds: number, code: number | undefined): void;
}

/** Metrics of one node, with units in their names. Two nodes in a process do not share them. */
export function createMetrics(chain: Chain, pool: Mempool): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'evm_ml_' });

  const requestSeconds = new Histogram({
    name: 'evm_ml_rpc_request_seconds',
    help: 'Time to answer a JSON-RPC request.',
    labelNames: ['method'],
    buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10],
    registers,
  });
  const requestErrors = new Counter({
    name: 'evm_ml_rpc_errors_total',
    help: 'JSON-RPC requests that were answered with an error.',
    labelNames: ['method', 'code'],
    registers,
  });
  const transactions = new Counter({
    name: 'evm_ml_block_transactions_total',
    help: 'Transactions that entered blocks.',
    labelNames: ['status'],
    registers,
  });
  const gas = new Counter({ name: 'evm_ml_block_gas_total', help: 'Gas that blocks used.', registers });
  const blockSeconds = new Histogram({
    name: 'evm_ml_block_append_seconds',
    help: 'Time to execute a block and write it.',
    buckets: [0.002, 0.01, 0.05, 0.2, 1, 5],
    registers,
  });
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge('evm_ml_head_block_number', 'Number of the newest block.', () => Number(chain.head.header.number));
  gauge('evm_ml_head_timestamp_seconds', 'Timestamp of the newest block.', () =>
    Number(chain.head.header.timestamp),
  );
  gauge('evm_ml_head_base_fee_wei', 'Base fee of the newest block.', () =>
    Number(chain.head.header.baseFeePerGas ?? 0n),
  );
  gauge('evm_ml_mempool_transactions', 'Transactions that wait.', () => pool.size);

  chain.events.on('block', ({ block, receipts, seconds }) => {
    gas.inc(Number(block.header.gasUsed));
    blockSeconds.observe(seconds);
    for (const { success } of receipts) transactions.inc({ status: success ? 'success' : 'reverted' });
  });
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    request(method, seconds, code) {
      requestSeconds.observe({ method }, seconds);
      if (code !== undefined) requestErrors.inc({ method, code });
    },
  };
}
