import {
  MODEL_REGISTRY_ADDRESS,
  MODEL_STORE_ADDRESS,
  modelRegistryAbi,
  modelStoreAbi,
  PERMISSIONS_ADDRESS,
  PREDICT_ADDRESS,
  permissionsAbi,
  predictAbi,
  predictErrorsAbi,
} from '@evm-ml/evm/viem';
import { type Abi, erc20Abi, erc721Abi, erc1155Abi } from 'viem';
import { ownAbi } from './own-abis.ts';

/** Contracts that every chain has at the same address. */
const PREDEPLOYED: ReadonlyMap<string, { readonly name: string; readonly abi: Abi }> = new Map([
  [PREDICT_ADDRESS, { name: 'PREDICT', abi: predictAbi }],
  [MODEL_STORE_ADDRESS, { name: 'Model store', abi: modelStoreAbi }],
  [MODEL_REGISTRY_ADDRESS, { name: 'Model registry', abi: modelRegistryAbi }],
  [PERMISSIONS_ADDRESS, { name: 'Permissions', abi: permissionsAbi }],
]);

/** What other contracts often are. */
const STANDARDS: readonly Abi[] = [erc20Abi, erc721Abi, erc1155Abi];

/** Errors of the predeployed contracts, and of libraries that ask them. */
export const ERRORS: Abi = predictErrorsAbi;

/** The name of a predeployed contract. */
export const contractName = (address: string): string | undefined =>
  PREDEPLOYED.get(address.toLowerCase())?.name;

/** Interfaces that a contract may have, the likeliest first. */
export function abisOf(address: string): readonly Abi[] {
  const known = contractAbi(address);
  return known ? [known] : STANDARDS;
}

/** The interface that a contract certainly has, or that somebody said it has. */
export const contractAbi = (address: string): Abi | undefined =>
  PREDEPLOYED.get(address.toLowerCase())?.abi ?? ownAbi(address);

/** Interfaces that anybody's contract may be said to have. */
export const NAMED_STANDARDS: readonly (readonly [name: string, abi: Abi])[] = [
  ['ERC-20', erc20Abi],
  ['ERC-721', erc721Abi],
  ['ERC-1155', erc1155Abi],
];
