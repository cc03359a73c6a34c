import { bigIntToBytes, bytesToBigInt, createAddressFromString, setLengthLeft } from '@ethereumjs/util';
import { proofMethods } from '@evm-ml/rpc';
import { proveAccount } from '../../state/account-proof.ts';
import { limitExceeded } from '../errors.ts';
import { toData, toQuantity, toWord } from '../format/hex.ts';
import { serveReads } from '../method.ts';
import { requireBlock } from '../resolve-block.ts';

/** Merkle proofs of accounts and slots (EIP-1186). */
export const proofHandlers = serveReads(proofMethods, {
  eth_getProof: async ({ chain, limits }, { account: who, slots, block: reference }) => {
    if (slots.length > limits.maxSlots)
      throw limitExceeded('maxSlots', limits.maxSlots, 'ask for fewer slots');
    const { header } = await requireBlock(chain, reference);
    const words = slots.map(({ slot }) => setLengthLeft(bigIntToBytes(slot), 32));
    const { bytes } = createAddressFromString(who);
    const keccak256 = chain.common.customCrypto.keccak256!;
    const { account, proof, slots: proved } = proveAccount(chain.sourceAt(header), bytes, words, keccak256);
    return {
      address: who,
      balance: toQuantity(account.balance),
      codeHash: toData(account.codeHash),
      nonce: toQuantity(account.nonce),
      storageHash: toData(account.storageRoot),
      accountProof: proof.map(toData),
      storageProof: proved.map(({ value, proof }, index) => ({
        key: nameOf(slots[index]!),
        value: toQuantity(bytesToBigInt(value)),
        proof: proof.map(toData),
      })),
    };
  },
});

/** As go-ethereum: a slot is named as it was asked for. */
const nameOf = ({ slot, isWhole }: { slot: bigint; isWhole: boolean }) =>
  isWhole ? toWord(slot) : toQuantity(slot);
