import { z } from 'zod';
import { callRequest } from './call.ts';
import { blockOverrides, stateOverrides } from './overrides.ts';

const maxCallsPerBlock = 5_000;

const simulatedCalls = z.strictObject({
  blockOverrides: blockOverrides.nullish(),
  stateOverrides: stateOverrides.nullish(),
  calls: z.array(callRequest).max(maxCallsPerBlock).nullish(),
});
/** The calls of one simulated block. */
export type SimulatedCalls = z.output<typeof simulatedCalls>;

/** What eth_simulateV1 is asked. */
export const simulation = z.strictObject({
  blockStateCalls: z.array(simulatedCalls),
  traceTransfers: z.boolean().default(false),
  validation: z.boolean().default(false),
  returnFullTransactions: z.boolean().default(false),
});
export type Simulation = z.output<typeof simulation>;
