import type { Address } from '@ethereumjs/util';
import type { TraceOptions } from '@evm-ml/rpc';
import { callTracer } from '../chain/trace/call-tracer.ts';
import { flatCallTracer } from '../chain/trace/flat-call-tracer.ts';
import { fourByteTracer } from '../chain/trace/four-byte-tracer.ts';
import { muxTracer } from '../chain/trace/mux-tracer.ts';
import { predictTracer } from '../chain/trace/predict-tracer.ts';
import { prestateTracer } from '../chain/trace/prestate-tracer.ts';
import { structLogTracer } from '../chain/trace/struct-log.ts';
import type { TraceLimits, Tracer } from '../chain/trace/tracer.ts';
import { invalidParams } from './errors.ts';

type Config = Omit<NonNullable<TraceOptions['tracerConfig']>, MuxName>;
type MuxName = 'callTracer' | 'flatCallTracer' | 'prestateTracer' | 'predictTracer' | '4byteTracer';

/** Makes the tracer that the options name. `accounts` are touched in any case: sender, recipient, coinbase. */
export function createTracer(
  { tracer, tracerConfig = {}, ...options }: TraceOptions,
  limits: TraceLimits,
  accounts: readonly Address[],
): Tracer {
  const named: Record<MuxName, (config: Config) => Tracer> = {
    callTracer: (config) => callTracer(config, limits),
    flatCallTracer: () => flatCallTracer(limits),
    prestateTracer: (config) => prestateTracer(config, limits, accounts),
    predictTracer: () => predictTracer(limits),
    '4byteTracer': () => fourByteTracer(limits),
  };
  if (tracer === undefined) return structLogTracer(options, limits);
  if (tracer !== 'muxTracer') return named[tracer](tracerConfig);
  const wanted = (Object.keys(named) as MuxName[]).filter((name) => tracerConfig[name] != null);
  if (wanted.length === 0) throw invalidParams('tracerConfig of a muxTracer names no tracer');
  return muxTracer(Object.fromEntries(wanted.map((name) => [name, named[name](tracerConfig[name] ?? {})])));
}
