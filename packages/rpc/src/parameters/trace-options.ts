import { z } from 'zod';
import { named } from '../named.ts';
import { blockOverrides, stateOverrides } from './overrides.ts';

const flag = z.boolean().optional();

const tracerFlags = { onlyTopCall: flag, withLog: flag, diffMode: flag };
const config = z.strictObject(tracerFlags).nullish();

/** How to trace, as geth takes it. */
export const traceOptions = named(
  'TraceOptions',
  'How to trace: instructions by default, or one of the tracers.',
  z.strictObject({
    tracer: z
      .enum(['callTracer', 'flatCallTracer', 'prestateTracer', 'predictTracer', '4byteTracer', 'muxTracer'])
      .optional(),
    tracerConfig: z
      .strictObject({
        ...tracerFlags,
        /** Of a muxTracer: a config for each tracer that it holds. */
        callTracer: config,
        flatCallTracer: config,
        prestateTracer: config,
        predictTracer: config,
        '4byteTracer': config,
      })
      .optional(),
    disableStack: flag,
    disableStorage: flag,
    enableMemory: flag,
    enableReturnData: flag,
    /** As if it were not there: memory is left out unless `enableMemory` asks for it. */
    disableMemory: flag,
    /** Bounds of geth's, as if they were not there: a node's own bounds hold. */
    timeout: z.string().optional(),
    reexec: z.number().int().nonnegative().optional(),
    stateOverrides: stateOverrides.optional(),
    blockOverrides: blockOverrides.optional(),
  }),
)
  .nullish()
  .transform((options) => options ?? {});
export type TraceOptions = z.output<typeof traceOptions>;
