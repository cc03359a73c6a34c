import { type Definitions, define } from '../define.ts';
import { optionalBlock, simulation } from '../parameters/index.ts';
import * as result from '../results/index.ts';

/** Several blocks of calls, one on top of another, that nobody seals. */
export const simulateMethods = {
  eth_simulateV1: define(
    'Runs blocks of calls one on top of another without sealing them.',
    [{ simulation }, { block: optionalBlock }],
    result.simulatedBlocks,
  ),
} satisfies Definitions;
