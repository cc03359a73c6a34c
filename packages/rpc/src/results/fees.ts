import { z } from 'zod';
import { quantity } from './scalars.ts';

export const feeHistory = z.strictObject({
  oldestBlock: quantity,
  baseFeePerGas: z.array(quantity),
  gasUsedRatio: z.array(z.number()),
  baseFeePerBlobGas: z.array(quantity),
  blobGasUsedRatio: z.array(z.number()),
  reward: z.array(z.array(quantity)).optional(),
});
