import { bytesToHex, type Hex, toFunctionSelector } from 'viem';
import { MODEL_REGISTRY_ADDRESS, MODEL_STORE_ADDRESS } from '../addresses.ts';
import { modelRegistryAbi, modelStoreAbi } from '../generated/contracts.ts';

const writing = (abi: typeof modelStoreAbi | typeof modelRegistryAbi): ReadonlySet<Hex> =>
  new Set(
    abi
      .filter((entry) => entry.type === 'function')
      .filter(({ stateMutability }) => stateMutability === 'nonpayable')
      .map(toFunctionSelector),
  );

/** Selectors of the functions that publish models and their names, by contract. */
const publishing: ReadonlyMap<string, ReadonlySet<Hex>> = new Map([
  [MODEL_STORE_ADDRESS, writing(modelStoreAbi)],
  [MODEL_REGISTRY_ADDRESS, writing(modelRegistryAbi)],
]);

/** True if a call of the store or the registry, in its own storage, writes there (rule D32). */
export const isPublishing = (contract: Hex, data: Uint8Array): boolean =>
  publishing.get(contract)?.has(bytesToHex(data.subarray(0, 4))) ?? false;
