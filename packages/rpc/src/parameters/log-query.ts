import { z } from 'zod';
import { named } from '../named.ts';
import { blockNumber } from './block.ts';
import { address, hash } from './scalars.ts';

/** Addresses, and topics of one place, at most; as go-ethereum. */
const most = 1_000;

/** One topic, any topic (null), or one of several. */
const topic = z.union(
  [hash, z.null(), z.array(hash).max(most)],
  `expected a topic of 32 bytes, null for any, or a list of at most ${most} topics`,
);

/** What logs are asked for. */
export const logQuery = named(
  'LogQuery',
  'Blocks, addresses and topics of the logs that are wanted.',
  z.strictObject({
    fromBlock: blockNumber.nullish(),
    toBlock: blockNumber.nullish(),
    blockHash: hash.nullish(),
    address: z
      .union(
        [address, z.array(address).max(most)],
        `expected an address or a list of at most ${most} addresses`,
      )
      .nullish(),
    topics: z.array(topic).max(4).nullish(),
  }),
);
export type LogQuery = z.output<typeof logQuery>;
