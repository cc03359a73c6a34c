import { z } from 'zod';
import { type Definitions, define } from '../define.ts';
import { blockNumber, number } from '../parameters/index.ts';
import * as result from '../results/index.ts';

const percentiles = z
  .array(z.number().min(0).max(100))
  .max(100)
  .refine(
    (list) => list.every((value, index) => index === 0 || value >= list[index - 1]!),
    'expected rising percentiles',
  );

/** What gas costs. */
export const feeMethods = {
  eth_gasPrice: define(
    'Price per gas that gets a legacy transaction into the next block.',
    [],
    result.quantity,
  ),

  eth_baseFee: define('Base fee of the next block.', [], result.quantity),

  eth_maxPriorityFeePerGas: define(
    'Tip per gas that gets a transaction into the next block.',
    [],
    result.quantity,
  ),

  eth_blobBaseFee: define('Price per blob gas. There are no blobs on this chain.', [], result.quantity),

  eth_feeHistory: define(
    'Base fees, fullness and tips of a range of blocks.',
    [{ blocks: number }, { newest: blockNumber }, { percentiles: percentiles.nullish() }],
    result.feeHistory,
  ),
} satisfies Definitions;
