import { getMerkleStateProof } from '@ethereumjs/statemanager';
import { bigIntToBytes, createAddressFromString, setLengthLeft } from '@ethereumjs/util';
import { proofMethods } from '@evm-ml/rpc';
import { limitExceeded } from '../errors.ts';
import { toQuantity, toWord } from '../format/hex.ts';
import { serveReads } from '../method.ts';
import { requireBlock } from '../resolve-block.ts';

/** Merkle proofs of accounts and slots (EIP-1186). */
export const proofHandlers = serveReads(proofMethods, {
  eth_getProof: async ({ chain, limits }, { account: who, slots, block: reference }) => {
    if (slots.length > limits.maxSlots)
      throw limitExceeded('maxSlots', limits.maxSlots, 'ask for fewer slots');
    const { header } = await requireBlock(chain, reference);
    const words = slots.map(({ slot }) => setLengthLeft(bigIntToBytes(slot), 32));
    const proof = await getMerkleStateProof(chain.stateAt(header), createAddressFromString(who), words);
    return {
      ...proof,
      storageProof: proof.storageProof.map((entry, index) => ({
        ...entry,
        key: nameOf(slots[index]!),
        value: toQuantity(entry.value === '0x' ? 0n : BigInt(entry.value)),
      })),
    };
  },
});

/** As go-ethereum: a slot is named as it was asked for. */
const nameOf = ({ slot, isWhole }: { slot: bigint; isWhole: boolean }) =>
  isWhole ? toWord(slot) : toQuantity(slot);
