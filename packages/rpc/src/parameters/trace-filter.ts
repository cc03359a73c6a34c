import { z } from 'zod';
import { named } from '../named.ts';
import { blockNumber } from './block.ts';
import { number } from './numbers.ts';
import { address } from './scalars.ts';

const addresses = z.array(address).nullish();

/** Which steps are wanted. */
export const traceFilter = named(
  'TraceFilter',
  'Blocks and addresses of the steps that are wanted; `after` skips so many, `count` bounds them.',
  z.strictObject({
    fromBlock: blockNumber.nullish(),
    toBlock: blockNumber.nullish(),
    fromAddress: addresses,
    toAddress: addresses,
    after: number.nullish(),
    count: number.nullish(),
  }),
);
export type TraceFilter = z.output<typeof traceFilter>;
