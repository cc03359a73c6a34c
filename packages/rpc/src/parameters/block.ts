import { z } from 'zod';
import { named } from '../named.ts';
import { hash, quantity } from './scalars.ts';

const tag = z.enum(['latest', 'pending', 'safe', 'finalized', 'earliest']);

/** A plain number, as suites written for Hardhat and anvil send it. */
const plainNumber = z.number().int().nonnegative().transform(BigInt);

/** A block by tag, number or hash (EIP-1898). */
export const blockReference = named(
  'BlockReference',
  'A block by tag, number or hash (EIP-1898). `pending` is the block that would be made now; sealed blocks are final: `safe`, `finalized` and `latest` name the newest.',
  z.union(
    [
      tag,
      hash.transform((blockHash) => ({ blockHash })),
      quantity,
      plainNumber,
      z.strictObject({ blockHash: hash, requireCanonical: z.boolean().optional() }),
      z.strictObject({ blockNumber: z.union([quantity, tag]) }).transform(({ blockNumber }) => blockNumber),
    ],
    'expected a block: a tag, a number, or an object with blockNumber or blockHash',
  ),
);
export type BlockReference = z.output<typeof blockReference>;

/** A block by tag or number only. */
export const blockNumber = named(
  'BlockNumber',
  'A block by tag or number.',
  z.union([tag, quantity, plainNumber], 'expected a block number or tag'),
);

/** Missing or null means the newest block. */
export const optionalBlock = blockReference.nullish().transform((block) => block ?? 'latest');

/** Missing or null means the block that would be made now. */
export const pendingByDefault = blockReference.nullish().transform((block) => block ?? 'pending');
