import { getMerkleStateProof } from '@ethereumjs/statemanager';
import { bigIntToBytes, setLengthLeft } from '@ethereumjs/util';
import { z } from 'zod';
import { limitExceeded } from '../errors.ts';
import { toQuantity } from '../format/hex.ts';
import { type MethodTable, method } from '../method.ts';
import { requireBlock } from '../resolve-block.ts';
import * as result from '../results/index.ts';
import { address, optionalBlock, slot } from '../schema.ts';

/** Merkle proofs of accounts and slots (EIP-1186). */
export const proofMethods: MethodTable = {
  eth_getProof: method(
    'Merkle proofs of an account and its slots (EIP-1186).',
    { account: address, slots: z.array(slot), block: optionalBlock },
    result.proof,
    async ({ chain, limits }, { account: who, slots, block: reference }) => {
      if (slots.length > limits.maxSlots)
        throw limitExceeded('maxSlots', limits.maxSlots, 'ask for fewer slots');
      const { header } = await requireBlock(chain, reference);
      const words = slots.map((key) => setLengthLeft(bigIntToBytes(key), 32));
      const proof = await getMerkleStateProof(chain.stateAt(header), who, words);
      return {
        ...proof,
        storageProof: proof.storageProof.map((entry, index) => ({
          ...entry,
          key: toQuantity(slots[index]!),
          value: toQuantity(entry.value === '0x' ? 0n : BigInt(entry.value)),
        })),
      };
    },
  ),
};
