import { z } from 'zod';
import { address, bytes, hash, quantity } from './scalars.ts';

export const proof = z.strictObject({
  address,
  balance: quantity,
  codeHash: hash,
  nonce: quantity,
  storageHash: hash,
  accountProof: z.array(bytes),
  storageProof: z.array(
    z.strictObject({ key: z.union([hash, quantity]), value: quantity, proof: z.array(bytes) }),
  ),
});
