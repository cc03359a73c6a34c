import { z } from 'zod';
import { blockFields } from './block.ts';
import { log } from './receipt.ts';
import { bytes, quantity } from './scalars.ts';
import { accessList } from './transaction.ts';

export const accessListOfCall = z.strictObject({
  accessList,
  gasUsed: quantity,
  error: z.string().optional(),
});

const simulatedCall = z.strictObject({
  returnData: bytes,
  gasUsed: quantity,
  maxUsedGas: quantity,
  status: quantity,
  logs: z.array(log),
  error: z.strictObject({ code: z.number().int(), message: z.string(), data: bytes.optional() }).optional(),
});

export const simulatedBlocks = z.array(z.strictObject({ ...blockFields, calls: z.array(simulatedCall) }));
