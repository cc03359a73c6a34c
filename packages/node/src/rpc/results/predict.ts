import { z } from 'zod';
import { checksummedAddress, hash, quantity } from './scalars.ts';

export const registeredModels = z.array(
  z.strictObject({
    name: z.string(),
    owner: checksummedAddress,
    latest: z.number().int(),
    count: z.number().int(),
    frozen: z.boolean(),
  }),
);

export const modelDescription = z.strictObject({
  modelId: hash,
  version: quantity,
  profile: z.string(),
  artefactBytes: quantity,
  inputLength: quantity,
  inputBytes: quantity,
  outputLength: quantity,
  outputBytes: quantity,
  gas: quantity,
  exceedsBlockGasLimit: z.boolean(),
});

export const decimals = z.array(z.string().regex(/^-?\d+(\.\d+)?$/));
