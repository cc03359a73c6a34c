import { z } from 'zod';
import { type Definitions, define } from '../define.ts';
import { address, namedSlot, optionalBlock } from '../parameters/index.ts';
import * as result from '../results/index.ts';

/** Merkle proofs of accounts and slots (EIP-1186). */
export const proofMethods = {
  eth_getProof: define(
    'Merkle proofs of an account and its slots (EIP-1186).',
    [{ account: address }, { slots: z.array(namedSlot) }, { block: optionalBlock }],
    result.proof,
  ),
} satisfies Definitions;
