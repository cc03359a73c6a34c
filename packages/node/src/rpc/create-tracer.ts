import type { Address } from '@ethereumjs/util';
import type { TraceOptions } from '@evm-ml/rpc';
import { callTracer } from '../chain/trace/call-tracer.ts';
import { predictTracer } from '../chain/trace/predict-tracer.ts';
import { prestateTracer } from '../chain/trace/prestate-tracer.ts';
import { structLogTracer } from '../chain/trace/struct-log.ts';
import type { TraceLimits, Tracer } from '../chain/trace/tracer.ts';

/** Makes the tracer that the options name. `accounts` are touched in any case: sender, recipient, coinbase. */
export function createTracer(
  { tracer, tracerConfig = {}, ...options }: TraceOptions,
  limits: TraceLimits,
  accounts: readonly Address[],
): Tracer {
  switch (tracer) {
    case 'callTracer':
      return callTracer(tracerConfig, limits);
    case 'prestateTracer':
      return prestateTracer(tracerConfig, limits, accounts);
    case 'predictTracer':
      return predictTracer(limits);
    default:
      return structLogTracer(options, limits);
  }
}
