import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Chain } from '../chain/chain.ts';
import type { Mempool } from '../mempool/mempool.ts';

/** Blocks, gas, transactions, and what waits. */
export function watchChain(register: Registry, chain: Chain, pool: Mempool): void {
  const registers = [register];
  const transactions = new Counter({
    name: 'evm_ml_block_transactions_total',
    help: 'Transactions that entered blocks.',
    labelNames: ['status'],
    registers,
  });
  const gas = new Counter({ name: 'evm_ml_block_gas_total', help: 'Gas that blocks used.', registers });
  const appendSeconds = new Histogram({
    name: 'evm_ml_block_append_seconds',
    help: 'Time to execute a block and write it.',
    buckets: [0.002, 0.01, 0.05, 0.2, 1, 5],
    registers,
  });
  const intervalSeconds = new Histogram({
    name: 'evm_ml_block_interval_seconds',
    help: 'Time between a block and the one before, by their timestamps.',
    buckets: [1, 2, 5, 10, 30, 60, 600],
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
  gauge('evm_ml_head_gas_limit', 'Gas limit of the newest block.', () => Number(chain.head.header.gasLimit));
  gauge('evm_ml_head_base_fee_wei', 'Base fee of the newest block.', () =>
    Number(chain.head.header.baseFeePerGas ?? 0n),
  );
  gauge('evm_ml_mempool_transactions', 'Transactions that wait.', () => pool.size);

  let before = chain.head.header.timestamp;
  chain.events.on('rewind', (block) => {
    before = block.header.timestamp;
  });
  chain.events.on('block', ({ block: { header }, receipts, seconds }) => {
    gas.inc(Number(header.gasUsed));
    appendSeconds.observe(seconds);
    // The genesis of a chain may be of any age.
    if (header.number > 1n) intervalSeconds.observe(Number(header.timestamp - before));
    before = header.timestamp;
    for (const { success } of receipts) transactions.inc({ status: success ? 'success' : 'reverted' });
  });
}
