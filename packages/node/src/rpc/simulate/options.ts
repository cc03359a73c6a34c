import { z } from 'zod';
import { blockOverrides, stateOverrides } from '../overrides.ts';
import { callRequest } from '../schema.ts';

const maxCallsPerBlock = 5_000;

const blockCalls = z.object({
  blockOverrides: blockOverrides.nullish(),
  stateOverrides: stateOverrides.nullish(),
  calls: z.array(callRequest).max(maxCallsPerBlock).nullish(),
});

/** What eth_simulateV1 is asked. */
export const simulateOptions = z.object({
  blockStateCalls: z.array(blockCalls),
  traceTransfers: z.boolean().default(false),
  validation: z.boolean().default(false),
  returnFullTransactions: z.boolean().default(false),
});
export type SimulateOptions = z.output<typeof simulateOptions>;
export type BlockCalls = z.output<typeof blockCalls>;
