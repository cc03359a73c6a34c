import { Counter, Histogram, type Registry } from 'prom-client';

/** Told of every answered request; `method` is one that exists, or `unknown`; `code` is its JSON-RPC error code. */
export type WatchRequest = (method: string, seconds: number, code: number | undefined) => void;

/** JSON-RPC by method. */
export function watchRequests(register: Registry): WatchRequest {
  const registers = [register];
  const seconds = new Histogram({
    name: 'evm_ml_rpc_request_seconds',
    help: 'Time to answer a JSON-RPC request.',
    labelNames: ['method'],
    buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10],
    registers,
  });
  const errors = new Counter({
    name: 'evm_ml_rpc_errors_total',
    help: 'JSON-RPC requests that were answered with an error.',
    labelNames: ['method', 'code'],
    registers,
  });
  return (method, took, code) => {
    seconds.observe({ method }, took);
    if (code !== undefined) errors.inc({ method, code });
  };
}
