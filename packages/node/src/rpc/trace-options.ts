import type { Address } from '@ethereumjs/util';
import { z } from 'zod';
import { callTracer } from '../chain/trace/call-tracer.ts';
import { predictTracer } from '../chain/trace/predict-tracer.ts';
import { prestateTracer } from '../chain/trace/prestate-tracer.ts';
import { structLogTracer } from '../chain/trace/struct-log.ts';
import type { TraceLimits, Tracer } from '../chain/trace/tracer.ts';
import { named } from './openrpc/components.ts';
import { blockOverrides, stateOverrides } from './overrides.ts';

const flag = z.boolean().optional();

/** How to trace, as geth takes it. */
export const traceOptions = named(
  'TraceOptions',
  'How to trace: instructions by default, or one of the tracers.',
  z.object({
    tracer: z.enum(['callTracer', 'prestateTracer', 'predictTracer']).optional(),
    tracerConfig: z.object({ onlyTopCall: flag, withLog: flag, diffMode: flag }).optional(),
    disableStack: flag,
    disableStorage: flag,
    enableMemory: flag,
    stateOverrides: stateOverrides.optional(),
    blockOverrides: blockOverrides.optional(),
  }),
)
  .nullish()
  .transform((options) => options ?? {});

/** Makes the tracer that the options name. `accounts` are touched in any case: sender, recipient, coinbase. */
export function createTracer(
  { tracer, tracerConfig = {}, ...options }: z.output<typeof traceOptions>,
  limits: TraceLimits,
  accounts: readonly Address[],
): Tracer {
  switch (tracer) {
    case 'callTracer':
      return callTracer(tracerConfig, limits);
    case 'prestateTracer':
      return prestateTracer(tracerConfig, accounts);
    case 'predictTracer':
      return predictTracer;
    default:
      return structLogTracer(options, limits);
  }
}
