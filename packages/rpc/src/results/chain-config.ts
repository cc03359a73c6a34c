import { z } from 'zod';
import { address, hash, quantity } from './scalars.ts';

const rules = z.strictObject({
  activationTime: z.number().int(),
  blobSchedule: z.strictObject({
    target: z.number().int(),
    max: z.number().int(),
    baseFeeUpdateFraction: z.number().int(),
  }),
  chainId: quantity,
  forkId: z.string().regex(/^0x[0-9a-f]{8}$/),
  precompiles: z.record(z.string(), address),
  systemContracts: z.record(z.string(), address),
});

export const chainConfig = z.strictObject({
  current: rules,
  next: z.nullable(rules),
  last: z.nullable(rules),
});

const resource = z.strictObject({ disabled: z.boolean(), oldestBlock: quantity });

export const capabilities = z.strictObject({
  head: z.strictObject({ number: quantity, hash }),
  state: resource,
  stateproofs: resource,
  blocks: resource,
  tx: resource,
  receipts: resource,
  logs: resource,
});
