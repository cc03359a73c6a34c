import { z } from 'zod';
import { named } from '../named.ts';
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
export type TraceOptions = z.output<typeof traceOptions>;
