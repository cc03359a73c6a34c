import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { ReadPool } from '../reads/read-pool.ts';

/** Reads that run beside the chain: how many, how long, and which were ended by a bound. */
export function watchReads(register: Registry, reads: ReadPool): void {
  const registers = [register];
  new Gauge({
    name: 'evm_ml_reads_in_work_number',
    help: 'Calls, traces and searches by what they do: run in a worker, or wait for one.',
    labelNames: ['state'],
    registers,
    collect() {
      this.set({ state: 'running' }, reads.running);
      this.set({ state: 'waiting' }, reads.waiting);
    },
  });
  const runSeconds = new Histogram({
    name: 'evm_ml_read_run_seconds',
    help: 'Time that a read ran in a worker.',
    labelNames: ['method'],
    buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10],
    registers,
  });
  const waitSeconds = new Histogram({
    name: 'evm_ml_read_wait_seconds',
    help: 'Time that a read waited for a worker.',
    buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10],
    registers,
  });
  const ended = new Counter({
    name: 'evm_ml_ended_reads_total',
    help: 'Reads that were ended, or not begun, by the bound that was reached: time, memory or the queue.',
    labelNames: ['bound'],
    registers,
  });
  for (const bound of ['time', 'memory', 'queue'] as const) ended.inc({ bound }, 0);
  reads.observers.add({
    ran: (method, seconds, waited) => {
      runSeconds.observe({ method }, seconds);
      waitSeconds.observe(waited);
    },
    ended: (reason) => {
      if (reason !== 'stop') ended.inc({ bound: reason });
    },
  });
}
